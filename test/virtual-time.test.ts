import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { sleep } from '#ports/timers.ts';
import { createVirtualTime } from './virtual-time.ts';

test('timers run in the order of their times, and of their making where those are equal', async () => {
  const time = createVirtualTime(1_000);
  const trace: string[] = [];
  const note = (text: string) => () => void trace.push(`${text} at ${time.clock.now()}`);
  time.timers.after(20, note('c'));
  time.timers.after(10, note('a'));
  time.timers.after(10, note('b'));
  await time.advance(20);
  assert.deepEqual(trace, ['a at 1010', 'b at 1010', 'c at 1020']);
  assert.equal(time.clock.now(), 1_020);
});

test('what is not due yet waits, and what was cancelled never runs', async () => {
  const time = createVirtualTime();
  const trace: string[] = [];
  time.timers.after(11, () => trace.push('late'));
  const cancel = time.timers.after(5, () => trace.push('cancelled'));
  cancel();
  await time.advance(10);
  assert.deepEqual([trace, time.pending()], [[], 1]);
});

test('promises go on between timers, and the timers that they make are run as well', async () => {
  const time = createVirtualTime();
  const trace: number[] = [];
  const loop = async () => {
    for (let round = 0; round < 3; round++) {
      await sleep(time.timers, 10);
      trace.push(time.clock.now());
    }
  };
  const ended = loop();
  await time.advance(100);
  await ended;
  assert.deepEqual(trace, [10, 20, 30]);
});

test('a sleep ends when it is aborted, and leaves no timer behind', async () => {
  const time = createVirtualTime();
  const stopping = new AbortController();
  const slept = sleep(time.timers, 1_000, stopping.signal);
  stopping.abort();
  await slept;
  assert.equal(time.pending(), 0);
});
