import type { Cancel, Timers } from '#ports/timers.ts';

/** A signal that aborts when time is up, or when an outer signal does. Its owner ends it. */
export class Deadline {
  readonly #timers: Timers;
  readonly #outer: AbortSignal | undefined;
  readonly #controller = new AbortController();
  readonly #abort = (): void => this.#controller.abort();
  #cancel: Cancel = () => undefined;
  #hasPassed = false;

  constructor(timers: Timers, ms: number, outer?: AbortSignal) {
    this.#timers = timers;
    this.#outer = outer;
    if (outer?.aborted) this.#abort();
    outer?.addEventListener('abort', this.#abort, { once: true });
    this.set(ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether time was up: not that somebody gave up. */
  get hasPassed(): boolean {
    return this.#hasPassed;
  }

  /** From now on, instead of what was set before; undefined: never. */
  set(ms: number | undefined): void {
    this.#cancel();
    if (ms === undefined || this.signal.aborted) return;
    this.#cancel = this.#timers.after(ms, () => {
      this.#hasPassed = true;
      this.#abort();
    });
  }

  /** It aborts no more. */
  end(): void {
    this.set(undefined);
    this.#outer?.removeEventListener('abort', this.#abort);
  }
}
