import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Slots } from './slots.ts';

const never = new AbortController().signal;
const gate = () => Promise.withResolvers<void>();

test('tasks of one key run so many at a time, in the order they came', async () => {
  const slots = new Slots(1);
  const order: number[] = [];
  const first = gate();
  const all = [1, 2, 3].map((number) =>
    slots.run(
      'a',
      async () => {
        order.push(number);
        if (number === 1) await first.promise;
      },
      never,
    ),
  );
  assert.deepEqual(order, [1]);
  first.resolve();
  await Promise.all(all);
  assert.deepEqual(order, [1, 2, 3]);
});

test('who gives up while waiting is not run, and takes no place', async () => {
  const slots = new Slots(1);
  const first = gate();
  const running = slots.run('a', () => first.promise, never);
  const impatient = new AbortController();
  let ran = false;
  const waiting = slots.run('a', async () => void (ran = true), impatient.signal);
  impatient.abort(new Error('no more'));
  await assert.rejects(waiting, /no more/);
  first.resolve();
  await running;
  await slots.run('a', () => Promise.resolve(), never);
  assert.equal(ran, false);
});

test('a task that fails leaves its place', async () => {
  const slots = new Slots(1);
  await assert.rejects(
    slots.run('a', () => Promise.reject(new Error('broken')), never),
    /broken/,
  );
  assert.equal(await slots.run('a', () => Promise.resolve('well'), never), 'well');
});
