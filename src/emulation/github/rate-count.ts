import type { Clock } from '#ports/clock.ts';

const LIMIT = 5000;
const HOUR_MS = 60 * 60 * 1000;

/** Counts requests as GitHub's primary limit does, for its headers. Nobody is refused. */
export class RateCount {
  readonly #clock: Clock;
  #used = 0;
  #resetAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The `x-ratelimit-*` headers of one more request; the reset is in seconds since 1970. */
  headers(): Record<string, string> {
    const now = this.#clock.now();
    if (now >= this.#resetAt) {
      this.#used = 0;
      this.#resetAt = now + HOUR_MS;
    }
    this.#used += 1;
    return {
      'x-github-media-type': 'github.v3; format=json',
      'x-ratelimit-limit': String(LIMIT),
      'x-ratelimit-remaining': String(Math.max(0, LIMIT - this.#used)),
      'x-ratelimit-used': String(this.#used),
      'x-ratelimit-reset': String(Math.ceil(this.#resetAt / 1000)),
      'x-ratelimit-resource': 'core',
    };
  }
}
