import type { Cancel, Timers } from '#ports/timers.ts';

/** Runs `late` once, when nothing has moved for so long. */
export class Deadline {
  readonly #start: () => Cancel;
  #cancel: Cancel;

  constructor(timers: Timers, ms: number, late: () => void) {
    this.#start = () => timers.after(ms, late);
    this.#cancel = this.#start();
  }

  restart(): void {
    this.stop();
    this.#cancel = this.#start();
  }

  stop(): void {
    this.#cancel();
  }
}
