import type { Timers } from '#ports/timers.ts';

/** Gives up what has been silent for too long. */
export interface Watchdog {
  /** Aborts when it is given up, or with the signal that it was made from. */
  readonly signal: AbortSignal;
  /** Something came. It costs nothing: thousands may come a second. */
  stroke(): void;
  /** It has ended by itself. */
  leave(): void;
}

/** @param silenceMs so long a silence is too long; it is noticed before it has lasted twice that */
export function watchdog(timers: Timers, silenceMs: number, outer: AbortSignal): Watchdog {
  const giveUp = new AbortController();
  const abort = () => giveUp.abort();
  if (outer.aborted) abort();
  outer.addEventListener('abort', abort, { once: true });
  let isQuiet = true;
  let cancel = timers.after(silenceMs, look);
  function look(): void {
    if (isQuiet) return abort();
    isQuiet = true;
    cancel = timers.after(silenceMs, look);
  }
  return {
    signal: giveUp.signal,
    stroke: () => {
      isQuiet = false;
    },
    leave: () => {
      cancel();
      outer.removeEventListener('abort', abort);
    },
  };
}
