import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { BoundedQueue, type Batch } from './bounded-queue.ts';

async function allOf(queue: BoundedQueue<number>): Promise<readonly Batch<number>[]> {
  const batches: Batch<number>[] = [];
  for await (const batch of queue.batches()) batches.push(batch);
  return batches;
}

test('what waits is read at once, in its order', async () => {
  const queue = new BoundedQueue<number>(10);
  for (const item of [1, 2, 3]) queue.push(item);
  queue.close();
  assert.deepEqual(await allOf(queue), [{ items: [1, 2, 3], dropped: 0 }]);
});

test('where the reader is slower the oldest give way, and are counted once', async () => {
  const queue = new BoundedQueue<number>(3);
  const reader = queue.batches();
  for (let item = 1; item <= 10; item++) queue.push(item);
  assert.deepEqual((await reader.next()).value, { items: [8, 9, 10], dropped: 7 });
  queue.push(11);
  assert.deepEqual((await reader.next()).value, { items: [11], dropped: 0 });
});

test('a reader that waits is woken', async () => {
  const queue = new BoundedQueue<number>(3);
  const next = queue.batches().next();
  queue.push(1);
  assert.deepEqual((await next).value, { items: [1], dropped: 0 });
});

test('a reader that waits ends when it is closed, and nothing comes after', async () => {
  const queue = new BoundedQueue<number>(3);
  const all = allOf(queue);
  queue.close();
  queue.push(1);
  assert.deepEqual(await all, []);
});
