import { TransportError } from './transport-error.ts';

/** How many requests are under way at the most, in the beginning and however well it goes. */
const FIRST = 32;
const LARGEST = 128;

/**
 * How many requests one client has under way: halved when the server's priority and fairness refuses some, and growing
 * by one for each full round that is answered ("additive increase, multiplicative decrease", RFC 5681, 3.1).
 */
export class Concurrency {
  /** In the order in which they came. */
  readonly #waiting = new Set<() => void>();
  #limit = FIRST;
  #running = 0;
  #round = 0;

  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** Changes when the limit is halved. */
  get round(): number {
    return this.#round;
  }

  /** Runs when there is room, in the order in which it was asked. Throws `TransportError` if `signal` aborts before. */
  async run<Result>(task: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (this.#running < this.limit && this.#waiting.size === 0) this.#running += 1;
    else await this.#turn(signal);
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

  /**
   * A request was refused, since there were too many. Those that began with it say nothing new (RFC 6582, 3.2).
   * @param round the one in which the request began
   */
  refused(round: number): void {
    if (round !== this.#round) return;
    this.#round += 1;
    this.#limit = Math.max(1, this.#limit / 2);
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener('abort', leave);
        this.#running += 1;
        resolve();
      };
      const leave = (): void => {
        this.#waiting.delete(admit);
        reject(new TransportError('it was given up before its turn'));
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(admit);
    });
  }

  #admit(): void {
    for (const admit of this.#waiting) {
      if (this.#running >= this.limit) return;
      this.#waiting.delete(admit);
      admit();
    }
  }
}
