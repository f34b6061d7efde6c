import type { Clock, Stopwatch } from '#ports/clock.ts';
import type { Timers } from '#ports/timers.ts';

export const systemClock: Clock = { now: () => Date.now() };

export const systemStopwatch: Stopwatch = { elapsedMs: () => performance.now() };

export const systemTimers: Timers = {
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
