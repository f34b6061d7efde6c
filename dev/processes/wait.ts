import { CodedError, messageOf } from '#lib/coded-error.ts';
import { systemTimers } from '#adapters/node/time.ts';
import { sleep } from '#ports/timers.ts';

const POLL_MS = 50;

/**
 * Looks again and again until a condition holds. What is thrown counts as "not yet" and is told when the time is over,
 * but for a process that has ended: that is not mended by waiting.
 * @throws `NotInTime`, `ProcessEnded`
 */
export async function waitFor(
  what: string,
  withinMs: number,
  holds: (remainingMs: number) => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  let last = '';
  for (;;) {
    const remainingMs = Math.ceil(deadline - performance.now());
    if (remainingMs <= 0) break;
    try {
      if (await holds(remainingMs)) return;
      last = '';
    } catch (error) {
      if (error instanceof CodedError && error.code === 'ProcessEnded') throw error;
      last = `: ${messageOf(error)}`;
    }
    await sleep(systemTimers, POLL_MS);
  }
  throw new CodedError('NotInTime', `waited ${withinMs / 1000} s in vain for ${what}${last}`, { source: 'system' });
}
