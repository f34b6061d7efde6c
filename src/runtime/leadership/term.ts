import type { Clock, Stopwatch } from '#ports/clock.ts';

/** A moment, by both clocks. */
export interface Moment {
  readonly elapsedMs: number;
  readonly wallMs: number;
}

export interface Clocks {
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
}

export const momentOf = ({ clock, stopwatch }: Clocks): Moment => ({
  elapsedMs: stopwatch.elapsedMs(),
  wallMs: clock.now(),
});

/**
 * One time of leading: from a renewal of the lease for as long as renewals succeed. It is over for good once the last
 * one is too old, counted from before it was asked for.
 * Of the two clocks the one counts by which more time went by: somebody may set the clock back, and the stopwatch of
 * Linux stands still while a machine is suspended (clock_gettime(2), CLOCK_MONOTONIC).
 */
export class Term {
  readonly #clocks: Clocks;
  readonly #deadlineMs: number;
  #renewed: Moment;
  #isOver = false;

  constructor(clocks: Clocks, deadlineMs: number, renewed: Moment) {
    this.#clocks = clocks;
    this.#deadlineMs = deadlineMs;
    this.#renewed = renewed;
  }

  /** How long it still lasts without another renewal; 0 when it is over. */
  get leftMs(): number {
    const { elapsedMs, wallMs } = momentOf(this.#clocks);
    const age = Math.max(elapsedMs - this.#renewed.elapsedMs, wallMs - this.#renewed.wallMs);
    if (age >= this.#deadlineMs) this.#isOver = true;
    return this.#isOver ? 0 : this.#deadlineMs - age;
  }

  get holds(): boolean {
    return this.leftMs > 0;
  }

  /** @param at before the renewal was asked for. One that comes after the end changes nothing. */
  renew(at: Moment): void {
    if (this.holds) this.#renewed = at;
  }
}
