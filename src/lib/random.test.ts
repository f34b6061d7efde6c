import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { seededRandom, type Random } from './random.ts';

const take = (random: Random, count: number) => Array.from({ length: count }, () => random());

test('the same seed gives the same numbers', () =>
  assert.deepEqual(take(seededRandom(42), 100), take(seededRandom(42), 100)));

test('another seed gives other numbers', () =>
  assert.notDeepEqual(take(seededRandom(1), 10), take(seededRandom(2), 10)));

test('the numbers of a seed never change, so that a failing seed can be replayed', () =>
  assert.deepEqual(
    take(seededRandom(1), 3).map((number) => Math.floor(number * 1_000_000)),
    [627_073, 2_735, 527_447],
  ));

test('every number is at least 0 and below 1, and they are spread evenly', () => {
  const numbers = take(seededRandom(7), 10_000);
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  const lower = numbers.filter((number) => number < 0.5).length;
  assert.ok(lower > 4_700 && lower < 5_300, `${lower} of 10000 are below one half`);
});
