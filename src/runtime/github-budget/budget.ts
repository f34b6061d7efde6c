import type { Clock } from '#ports/clock.ts';
import { isoTime } from '#ports/clock.ts';
import type { BudgetedRequest, GitHubBudget, Turn } from '#ports/github/budget.ts';
import { GitHubError } from '#ports/github/errors.ts';
import type { Log } from '#ports/log.ts';
import type { Cancel, Timers } from '#ports/timers.ts';
import { admit, type Admission } from './admit.ts';
import { begin, emptyLedger, end, type Ledger } from './ledger.ts';
import { budgetLimits, LONGEST_WAIT_MS, type BudgetLimits } from './limits.ts';
import { Waiting, type Waiter } from './waiting.ts';

export interface GitHubBudgetOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly limits?: BudgetLimits;
}

/** The queue of everything that one of our processes asks one installation's GitHub. */
export function createGitHubBudget(options: GitHubBudgetOptions): GitHubBudget {
  return new Budget(options);
}

class Budget implements GitHubBudget {
  readonly #options: GitHubBudgetOptions;
  readonly #waiting = new Waiting();
  #ledger: Ledger;
  #wake: { readonly at: number; readonly cancel: Cancel } | undefined;
  readonly #said = new Map<string, number>();
  #isClosed = false;

  constructor(options: GitHubBudgetOptions) {
    this.#options = options;
    this.#ledger = emptyLedger(options.limits ?? budgetLimits);
  }

  turn(request: BudgetedRequest): Promise<Turn> {
    return new Promise((go, refuse) => {
      this.#waiting.add({ request, go, refuse });
      this.#letGo();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#letGo();
  }

  /** Lets everybody go who may; who would have to wait too long is refused. */
  #letGo(): void {
    const now = this.#options.clock.now();
    let next = Infinity;
    for (let found = this.#first(now); found; found = this.#first(now)) {
      if (found.admission.kind === 'now') this.#go(found.waiter);
      else this.#refuse(found.waiter, found.admission, now);
    }
    for (const waiter of this.#waiting.heads(now)) {
      const admission = admit(this.#ledger, waiter.request, now);
      if (admission.kind === 'at') this.#say(waiter.request, admission, now);
      const until = waiter.request.since + LONGEST_WAIT_MS;
      next = Math.min(next, until, admission.kind === 'at' ? admission.at : Infinity);
    }
    this.#wakeAt(next, now);
  }

  /** The first of whom something is decided now. */
  #first(now: number): { readonly waiter: Waiter; readonly admission: Admission } | undefined {
    for (const waiter of this.#waiting.heads(now)) {
      const admission = admit(this.#ledger, waiter.request, now);
      if (admission.kind === 'now' || this.#isTooLong(waiter, admission, now)) return { waiter, admission };
    }
    return undefined;
  }

  #isTooLong({ request }: Waiter, admission: Admission, now: number): boolean {
    const at = admission.kind === 'at' ? admission.at : now;
    return (this.#isClosed && at > now) || now >= request.since + LONGEST_WAIT_MS || at > now + LONGEST_WAIT_MS;
  }

  #go(waiter: Waiter): void {
    this.#waiting.remove(waiter);
    this.#ledger = begin(this.#ledger, waiter.request);
    waiter.go({
      end: (news) => {
        this.#ledger = end(this.#ledger, waiter.request, news, this.#options.clock.now());
        this.#letGo();
      },
    });
  }

  #refuse(waiter: Waiter, admission: Admission, now: number): void {
    this.#waiting.remove(waiter);
    if (admission.kind === 'at') this.#say(waiter.request, admission, now);
    const at = admission.kind === 'at' ? admission.at : now;
    const retryAfterMs = Math.max(LEAST_WAIT_MS, at - now);
    waiter.refuse(new GitHubError('RateLimited', `GitHub's limits: not before ${isoTime(at)}`, { retryAfterMs }));
  }

  /** Once for each time that GitHub, or the hour, makes somebody stop. */
  #say({ priority }: BudgetedRequest, { at, why }: Admission & { kind: 'at' }, now: number): void {
    if (why === 'TooFast') return;
    const whom = why === 'GitHubRefused' ? 'all' : priority;
    if (now < (this.#said.get(whom) ?? 0)) return;
    this.#said.set(whom, at);
    this.#options.log.warn('github-limit-reached', { why, whom, until: isoTime(at) });
  }

  #wakeAt(at: number, now: number): void {
    if (this.#wake?.at === at) return;
    this.#wake?.cancel();
    this.#wake = undefined;
    if (at === Infinity) return;
    const cancel = this.#options.timers.after(at - now, () => {
      this.#wake = undefined;
      this.#letGo();
    });
    this.#wake = { at, cancel };
  }
}

/** Whoever is refused because nobody shall wait any more comes back no sooner. */
const LEAST_WAIT_MS = 1_000;
