import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createVirtualTime } from '#test/virtual-time.ts';
import { WorkQueue, type Next } from './work-queue.ts';

/** A queue whose handler ends when the test says so. */
function scripted({ concurrency = 10 } = {}) {
  const time = createVirtualTime();
  const begun: string[] = [];
  const ends = new Map<string, (next: Next) => void>();
  const queue = new WorkQueue({
    handle: (key) => {
      assert.ok(!ends.has(key), `${key} runs twice at once`);
      begun.push(`${key} at ${time.clock.now()}`);
      return new Promise((resolve) => ends.set(key, resolve));
    },
    concurrency,
    backoff: { firstMs: 100, longestMs: 400 },
    timers: time.timers,
    clock: time.clock,
    random: () => 1,
  });
  const end = async (key: string, next: Next = { kind: 'forget' }) => {
    const resolve = ends.get(key) ?? assert.fail(`${key} does not run`);
    ends.delete(key);
    resolve(next);
    await time.advance(0);
  };
  const add = async (...keys: readonly string[]) => {
    for (const key of keys) queue.add(key);
    await time.advance(0);
  };
  return { time, begun, queue, end, add };
}

const backOff: Next = { kind: 'backOff' };

test('a key is handled soon', async () => {
  const { begun, add } = scripted();
  await add('a');
  assert.deepEqual(begun, ['a at 0']);
});

test('a key that is added while it waits is handled once', async () => {
  const { begun, add, end } = scripted({ concurrency: 1 });
  await add('a', 'b', 'b', 'b');
  await end('a');
  await end('b');
  assert.deepEqual(begun, ['a at 0', 'b at 0']);
});

test('a key that is added while it runs is handled once more, and not at the same time', async () => {
  const { begun, queue, add, end } = scripted();
  await add('a');
  await add('a', 'a');
  assert.deepEqual(begun, ['a at 0']);
  await end('a');
  assert.deepEqual(begun, ['a at 0', 'a at 0']);
  await end('a');
  assert.equal(queue.size, 0);
});

test('no more keys run at once than allowed, and the rest keep their order', async () => {
  const { begun, queue, add, end } = scripted({ concurrency: 2 });
  await add('a', 'b', 'c', 'd');
  assert.deepEqual([begun.length, queue.size], [2, 4]);
  await end('b');
  await end('a');
  assert.deepEqual(begun, ['a at 0', 'b at 0', 'c at 0', 'd at 0']);
});

test('a key that its own handler adds at once does not run beside itself', async () => {
  const time = createVirtualTime();
  let running = 0;
  let most = 0;
  let rounds = 0;
  const queue: WorkQueue = new WorkQueue({
    handle: async (key): Promise<Next> => {
      running += 1;
      rounds += 1;
      most = Math.max(most, running);
      if (rounds < 5) queue.add(key);
      await Promise.resolve();
      running -= 1;
      return { kind: 'forget' };
    },
    concurrency: 10,
    backoff: { firstMs: 1, longestMs: 1 },
    timers: time.timers,
    clock: time.clock,
    random: () => 1,
  });
  queue.add('a');
  await time.advance(0);
  assert.deepEqual({ most, rounds }, { most: 1, rounds: 5 });
});

test('a key may come back after a delay', async () => {
  const { time, begun, add, end } = scripted();
  await add('a');
  await end('a', { kind: 'after', ms: 500 });
  await time.advance(499);
  assert.deepEqual(begun, ['a at 0']);
  await time.advance(1);
  assert.deepEqual(begun, ['a at 0', 'a at 500']);
});

test('a key that is added during its delay comes at once, and again when the delay is over', async () => {
  const { time, begun, add, end } = scripted();
  await add('a');
  await end('a', { kind: 'after', ms: 500 });
  await time.advance(100);
  await add('a');
  await end('a');
  await time.advance(1_000);
  assert.deepEqual(begun, ['a at 0', 'a at 100', 'a at 500']);
});

test('of two delays the one that ends sooner stays', async () => {
  const { time, begun, queue, end } = scripted();
  queue.addAfter('a', 300);
  queue.addAfter('a', 100);
  queue.addAfter('a', 200);
  await time.advance(150);
  await end('a');
  await time.advance(1_000);
  assert.deepEqual(begun, ['a at 100']);
});

test('a key that fails is not tried before its pause is over, however often it is added while it runs', async () => {
  const { time, begun, add, end } = scripted();
  await add('a');
  await add('a');
  await end('a', backOff);
  await time.advance(99);
  assert.deepEqual(begun, ['a at 0']);
  await time.advance(1);
  assert.deepEqual(begun, ['a at 0', 'a at 100']);
});

test('a delay that ends while its key runs makes it run once more', async () => {
  const { time, begun, queue, add, end } = scripted();
  await add('a');
  queue.addAfter('a', 100);
  await time.advance(200);
  assert.deepEqual(begun, ['a at 0']);
  await end('a');
  assert.deepEqual(begun, ['a at 0', 'a at 200']);
});

test('failures in a row are tried again later each time, up to the longest', async () => {
  const { time, begun, add, end } = scripted();
  await add('a');
  for (const pause of [100, 200, 400, 400]) {
    await end('a', backOff);
    await time.advance(pause);
  }
  assert.deepEqual(begun, ['a at 0', 'a at 100', 'a at 300', 'a at 700', 'a at 1100']);
});

test('a success ends the row: the next failure waits as the first did', async () => {
  const { time, begun, add, end } = scripted();
  await add('a');
  await end('a', backOff);
  await time.advance(100);
  await end('a');
  await add('a');
  await end('a', backOff);
  await time.advance(100);
  assert.deepEqual(begun, ['a at 0', 'a at 100', 'a at 100', 'a at 200']);
});

test('the failures of one key do not delay another', async () => {
  const { time, begun, add, end } = scripted();
  await add('a', 'b');
  await end('a', backOff);
  await time.advance(100);
  await end('a', backOff);
  await end('b', backOff);
  await time.advance(100);
  assert.deepEqual(begun, ['a at 0', 'b at 0', 'a at 100', 'b at 200']);
});

test('a queue that stops lets what runs end, and takes nothing more', async () => {
  const { time, begun, queue, add, end } = scripted({ concurrency: 1 });
  await add('a', 'b', 'a');
  queue.addAfter('c', 10);
  let stopped = false;
  const stopping = queue.stop().then(() => (stopped = true));
  await add('d');
  assert.equal(stopped, false);
  await end('a', backOff);
  await stopping;
  queue.addAfter('e', 10);
  await time.advance(1_000);
  assert.deepEqual([begun, time.pending(), queue.size], [['a at 0'], 0, 0]);
});
