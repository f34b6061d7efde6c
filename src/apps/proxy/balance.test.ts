import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Balance } from './balance.ts';

const endpoints = [1, 2, 3].map((port) => ({ host: '127.0.0.1', port }));
const none: ReadonlySet<string> = new Set();
const choices = (balance: Balance, count: number, failed = none) =>
  Array.from({ length: count }, () => balance.choose(endpoints, failed)?.port ?? 0).toSorted(
    (one, other) => one - other,
  );

test('idle endpoints take turns', () => {
  assert.deepEqual(choices(new Balance(), 6), [1, 1, 2, 2, 3, 3]);
});

test('the one with the fewest requests in flight is next', () => {
  const balance = new Balance();
  const [first, second] = endpoints;
  assert.ok(first && second);
  balance.enter(first);
  const leave = balance.enter(second);
  assert.deepEqual(choices(balance, 2), [3, 3]);
  leave();
  assert.deepEqual(choices(balance, 4), [2, 2, 3, 3]);
});

test('one that failed is taken only when there is no other', () => {
  const balance = new Balance();
  assert.deepEqual(choices(balance, 3, new Set(['127.0.0.1:1', '127.0.0.1:3'])), [2, 2, 2]);
  assert.deepEqual(choices(balance, 3, new Set(endpoints.map(({ port }) => `127.0.0.1:${port}`))), [1, 2, 3]);
});

test('of no endpoints none is chosen', () => {
  assert.equal(new Balance().choose([], none), undefined);
});
