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

test('the oldest is forgotten when there are too many', async () => {
  const memory = createDeliveryMemory(2);
  const work = counted([]);
  for (const delivery of ['a', 'b', 'c', 'b', 'c']) await memory.once(delivery, work.run);
  assert.equal(work.runs, 3, 'b and c are remembered');
  await memory.once('a', work.run);
  assert.equal(work.runs, 4, 'a is not');
});
