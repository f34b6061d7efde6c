import type { Identity } from '#emulation/github/identity.ts';
import type { Refusal } from '#emulation/github/refusal.ts';
import { admit } from './admit.ts';
import { ANONYMOUS_PER_HOUR, GITHUB_LIMITS, type Limits } from './limits.ts';
import { giveBack, nothingSpent, type RatedRequest, type Spending } from './spending.ts';

export interface Rated {
  readonly refusal: Refusal | undefined;
  /** GitHub's `x-ratelimit-*`; the reset is in seconds since 1970. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts the requests of each client and refuses those that are too many. An App has limits of its own for `/app`. */
export class RateLimits {
  readonly #limits: Limits;
  readonly #spendings = new Map<string, Spending>();

  constructor(limits: Limits = GITHUB_LIMITS) {
    this.#limits = limits;
  }

  /** @param now milliseconds since 1970 */
  admit(identity: Identity, request: RatedRequest, now: number): Rated {
    const client = nameOf(identity);
    const limits = limitsOf(identity, this.#limits);
    const before = this.#spendings.get(client) ?? nothingSpent;
    const { spending, refusal } = admit(before, request, { limits, client, now });
    this.#spendings.set(client, spending);
    return { refusal, headers: headersOf(spending, limits.perHour) };
  }

  /** The client's last request was answered with 304. @returns the headers of that answer */
  giveBack(identity: Identity): Readonly<Record<string, string>> {
    const client = nameOf(identity);
    const spending = giveBack(this.#spendings.get(client) ?? nothingSpent);
    this.#spendings.set(client, spending);
    return headersOf(spending, limitsOf(identity, this.#limits).perHour);
  }
}

const limitsOf = ({ kind }: Identity, limits: Limits): Limits =>
  kind === 'anonymous' ? { ...limits, perHour: Math.min(ANONYMOUS_PER_HOUR, limits.perHour) } : limits;

function nameOf(identity: Identity): string {
  switch (identity.kind) {
    case 'anonymous':
      return 'your address';
    case 'app':
      return `App ID ${identity.appId}`;
    case 'installation':
      return `installation ID ${identity.installationId}`;
    case 'user':
      return `user ${identity.login}`;
  }
}

const headersOf = ({ used, resetAt }: Spending, limit: number): Record<string, string> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(Math.max(0, limit - used)),
  'x-ratelimit-used': String(used),
  'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
  'x-ratelimit-resource': 'core',
});
