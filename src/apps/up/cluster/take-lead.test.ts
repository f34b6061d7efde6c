import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createVirtualTime } from '#test/virtual-time.ts';
import { takeLead } from './take-lead.ts';

function waiting(holds: () => boolean, signal?: AbortSignal) {
  const time = createVirtualTime();
  const ends: string[] = [];
  void takeLead({ holds }, time.timers, signal).then(
    () => ends.push('leads'),
    (error: { readonly code: string }) => ends.push(error.code),
  );
  return { time, ends };
}

test('the lease of a controller that was killed is waited for', async () => {
  let leads = false;
  const { time, ends } = waiting(() => leads);
  await time.advance(15_000);
  assert.deepEqual(ends, []);
  leads = true;
  await time.advance(1_000);
  assert.deepEqual(ends, ['leads']);
});

test('where another goes on leading, it is said', async () => {
  const { time, ends } = waiting(() => false);
  await time.advance(30_000);
  assert.deepEqual(ends, ['AnotherLeads']);
});

test('Ctrl-C ends the waiting at once', async () => {
  const interrupt = new AbortController();
  const { time, ends } = waiting(() => false, interrupt.signal);
  await time.advance(1_000);
  interrupt.abort();
  await time.advance(0);
  assert.deepEqual(ends, ['Interrupted']);
});
