import type { Clock } from '#ports/clock.ts';
import type { Timers } from '#ports/timers.ts';

export const realClock: Clock = { now: () => Date.now() };

export const realTimers: Timers = {
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

const DEADLINE_MS = 20_000;
const POLL_MS = 20;

/** Waits until a condition holds; says what it waited for when it does not. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${DEADLINE_MS} ms until ${what}`);
    await new Promise((resolve) => void setTimeout(resolve, POLL_MS));
  }
}
