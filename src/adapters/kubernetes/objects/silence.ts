import type { Cancel, Timers } from '#ports/timers.ts';

/** Aborts when nothing was heard for too long, or when another signal does. */
export class Silence {
  readonly #timers: Timers;
  readonly #longestMs: number;
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #abort = (): void => this.#controller.abort();
  #cancel: Cancel = () => undefined;
  #isOver = false;

  constructor(timers: Timers, longestMs: number, outer: AbortSignal) {
    this.#timers = timers;
    this.#longestMs = longestMs;
    this.#outer = outer;
    outer.addEventListener('abort', this.#abort, { once: true });
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was too long. */
  get isOver(): boolean {
    return this.#isOver;
  }

  heard(): void {
    this.#cancel();
    this.#cancel = this.#timers.after(this.#longestMs, () => {
      this.#isOver = true;
      this.#controller.abort();
    });
  }

  /** Nobody listens any more: what still comes is not wanted. */
  end(): void {
    this.#cancel();
    this.#outer.removeEventListener('abort', this.#abort);
    this.#controller.abort();
  }
}
