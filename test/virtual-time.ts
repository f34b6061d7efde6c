import type { Clock } from '#ports/clock.ts';
import type { Timers } from '#ports/timers.ts';

export interface VirtualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Lets `ms` pass: runs every timer that falls due, in order, and all promises after each. */
  advance(ms: number): Promise<void>;
  /** How many timers wait. */
  pending(): number;
}

interface Waiting {
  readonly at: number;
  readonly task: () => void;
}

/** A clock that stands still until it is told to go on. @param startMs milliseconds since 1970 */
export function createVirtualTime(startMs = 0): VirtualTime {
  let now = startMs;
  const waiting = new Set<Waiting>();
  const nextUntil = (end: number): Waiting | undefined =>
    [...waiting].filter(({ at }) => at <= end).toSorted((left, right) => left.at - right.at)[0];
  return {
    clock: { now: () => now },
    timers: {
      after(ms, task) {
        const entry = { at: now + Math.max(0, ms), task };
        waiting.add(entry);
        return () => void waiting.delete(entry);
      },
    },
    pending: () => waiting.size,
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let due = nextUntil(end); due; due = nextUntil(end)) {
        waiting.delete(due);
        now = due.at;
        due.task();
        await settle();
      }
      now = end;
    },
  };
}

/** Resolves when everything that waits for promises only has gone on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
