/** Stops what it was given for; calling it again does nothing. */
export type Cancel = () => void;

/** Everything that waits in our code waits here, so that the simulation can turn the clock. */
export interface Timers {
  /** Runs `task` once after `ms` milliseconds unless cancelled before. */
  after(ms: number, task: () => void): Cancel;
}

/** Runs `task` every `ms` until cancelled. */
export function every(timers: Timers, ms: number, task: () => void): Cancel {
  let cancel = timers.after(ms, again);
  function again(): void {
    cancel = timers.after(ms, again);
    task();
  }
  return () => cancel();
}

/** Resolves after `ms`, or as soon as `signal` aborts; the caller looks at the signal. */
export function sleep(timers: Timers, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = timers.after(ms, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
