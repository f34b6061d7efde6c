import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { manualTimers } from '#ports/manual-timers.testing.ts';
import { Deadline } from './deadline.ts';

const state = ({ signal, hasPassed }: Deadline) => ({ aborted: signal.aborted, hasPassed });

test('a deadline aborts when its time is up, and says so', () => {
  const time = manualTimers();
  const deadline = new Deadline(time, 1_000);
  time.advance(999);
  assert.deepEqual(state(deadline), { aborted: false, hasPassed: false });
  time.advance(1);
  assert.deepEqual(state(deadline), { aborted: true, hasPassed: true });
});

test('a deadline aborts with the outer signal, at once where that was aborted before', () => {
  const outer = new AbortController();
  const time = manualTimers();
  const deadline = new Deadline(time, 1_000, outer.signal);
  outer.abort();
  assert.deepEqual(state(deadline), { aborted: true, hasPassed: false });
  assert.deepEqual(state(new Deadline(time, 1_000, outer.signal)), { aborted: true, hasPassed: false });
});

test('a deadline can be put off, and taken away', () => {
  const time = manualTimers();
  const deadline = new Deadline(time, 1_000);
  time.advance(999);
  deadline.set(1_000);
  time.advance(999);
  deadline.set(undefined);
  time.advance(1_000);
  assert.deepEqual(state(deadline), { aborted: false, hasPassed: false });
  assert.equal(time.pending(), 0);
});

test('a deadline that has ended waits for nothing and aborts nothing', () => {
  const outer = new AbortController();
  const time = manualTimers();
  const deadline = new Deadline(time, 1_000, outer.signal);
  deadline.end();
  outer.abort();
  assert.deepEqual(state(deadline), { aborted: false, hasPassed: false });
  assert.equal(time.pending(), 0);
});
