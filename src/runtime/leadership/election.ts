import type { Leadership } from '#ports/leadership.ts';

/** What a leader does. */
export interface Work {
  /** Takes nothing new and resolves when everything that runs has ended. Calling it again does no harm. */
  stop(): Promise<void>;
}

/** Decides when this process does the work that only one may do at a time. */
export interface Election extends Leadership {
  /**
   * Stands for election until `stop`. Each term begins with `begin`, and its work has ended before another term begins.
   */
  start(begin: () => Work): void;
  /** Ends the work while still leading, then leaves the lead to others at once. */
  stop(): Promise<void>;
}

/** Where there is only one process and never another: local mode. */
export function alwaysLeading(): Election {
  let work: Work | undefined;
  return {
    holds: () => true,
    start: (begin) => {
      work = begin();
    },
    stop: async () => work?.stop(),
  };
}
