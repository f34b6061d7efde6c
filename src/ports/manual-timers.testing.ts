import type { Clock } from '#ports/clock.ts';
import type { Timers } from '#ports/timers.ts';

/** Timers and a clock that stand still until a test turns them. */
export interface ManualTimers extends Timers, Clock {
  /** Turns the clock and runs what is due, in order. */
  advance(ms: number): void;
  /** How many wait. */
  pending(): number;
}

export function manualTimers(): ManualTimers {
  const waiting = new Set<{ readonly at: number; readonly task: () => void }>();
  let now = 0;
  return {
    now: () => now,
    pending: () => waiting.size,
    after(ms, task) {
      const entry = { at: now + ms, task };
      waiting.add(entry);
      return () => void waiting.delete(entry);
    },
    advance(ms) {
      now += ms;
      for (const entry of [...waiting].filter(({ at }) => at <= now).toSorted((left, right) => left.at - right.at)) {
        if (waiting.delete(entry)) entry.task();
      }
    },
  };
}

/** Lets everything that waits for promises only go on. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
