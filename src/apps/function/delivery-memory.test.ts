import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createDeliveryMemory } from './delivery-memory.ts';

const counted = (outcomes: readonly ('done' | 'failed')[]) => {
  const work = { runs: 0, run: async (): Promise<void> => undefined };
  work.run = async () => {
    const outcome = outcomes[work.runs];
    work.runs += 1;
    if (outcome === 'failed') throw new Error('failed');
  };
  return work;
};

test('what succeeded is not done again', async () => {
  const memory = createDeliveryMemory(10);
  const work = counted(['done', 'done']);
  await memory.once('a', work.run);
  await memory.once('a', work.run);
  assert.equal(work.runs, 1);
});

test('what is under way is shared', async () => {
  const memory = createDeliveryMemory(10);
  const work = counted(['failed']);
  const outcomes = await Promise.allSettled([memory.once('a', work.run), memory.once('a', work.run)]);
  assert.equal(work.runs, 1);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
});

test('what failed is done again', async () => {
  const memory = createDeliveryMemory(10);
  const work = counted(['failed', 'done']);
  await assert.rejects(memory.once('a', work.run));
  await memory.once('a', work.run);
  assert.equal(work.runs, 2);
});

test('the oldest are forgotten when there are too many, the newest half never', async () => {
  const memory = createDeliveryMemory(4);
  const work = counted([]);
  const inTurn = async (...deliveries: readonly string[]) => {
    for (const delivery of deliveries) await memory.once(delivery, work.run);
  };
  await inTurn('a', 'b', 'c', 'd', 'e', 'f');
  assert.equal(work.runs, 6);
  await inTurn('e', 'f');
  assert.equal(work.runs, 6, 'the newest are remembered');
  await inTurn('a', 'b');
  assert.equal(work.runs, 8, 'the oldest are not');
});

test('what is under way is never forgotten', async () => {
  const memory = createDeliveryMemory(2);
  const held = Promise.withResolvers<void>();
  const first = memory.once('a', () => held.promise);
  const work = counted([]);
  for (const delivery of ['b', 'c', 'd', 'e', 'a']) void memory.once(delivery, work.run);
  assert.equal(work.runs, 4, 'the run of a is shared');
  held.resolve();
  await first;
});
