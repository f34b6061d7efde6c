/** Whose turn something is: what belongs to a dead process never comes, what belongs to a frozen one comes later. */
export class Process {
  readonly name: string;
  #frozenUntil = 0;
  #alive = true;
  readonly #ended: () => void;

  /** @param ended is told of its end */
  constructor(name: string, ended: () => void = () => undefined) {
    this.name = name;
    this.#ended = ended;
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  /** Milliseconds since 1970; the past when it is not frozen. */
  get frozenUntil(): number {
    return this.#frozenUntil;
  }

  /** Its pending calls never settle and its timers never fire. */
  crash(): void {
    if (this.#alive) this.#ended();
    this.#alive = false;
  }

  /** Nothing of it goes on before this time (a paused virtual machine, a node under pressure). */
  freeze(untilMs: number): void {
    this.#frozenUntil = untilMs;
  }
}
