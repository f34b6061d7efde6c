/** How many requests are under way at the most, in the beginning and however well it goes. */
const FIRST = 32;
const LARGEST = 128;

/**
 * How many requests one client has under way: halved when the server's priority and fairness refuses one, and growing
 * by one for each full round that is answered ("additive increase, multiplicative decrease", RFC 5681, 3.1).
 */
export class Concurrency {
  readonly #waiting: (() => void)[] = [];
  #limit = FIRST;
  #running = 0;

  get limit(): number {
    return Math.floor(this.#limit);
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs when there is room, in the order in which it was asked. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.limit || this.#waiting.length > 0) {
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#admit();
    }
  }

  /** A request was answered. */
  answered(): void {
    this.#limit = Math.min(LARGEST, this.#limit + 1 / this.#limit);
  }

  /** A request was refused, since there were too many. */
  refused(): void {
    this.#limit = Math.max(1, this.#limit / 2);
  }

  #admit(): void {
    while (this.#running < this.limit) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running += 1;
      next();
    }
  }
}
