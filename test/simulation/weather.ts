import type { Dice } from './dice.ts';
import type { Asking } from './network.ts';
import type { PortName } from './trace.ts';

/** What becomes of one call. */
export interface Fate {
  readonly thereMs: number;
  readonly backMs: number;
  /** It fails on its way and has no effect. */
  readonly isUnsent: boolean;
  readonly isAnswerLost: boolean;
  /** It was still in the sender when the sender crashed. */
  readonly diesWithSender: boolean;
  /** How old the state may be that a read of GitHub is answered from. */
  readonly staleMs: number;
}

/** What goes on for a while. */
export const episodes = [
  'GitHub is down',
  'GitHub limits the rate',
  'GitHub answers from the past',
  'GitHub hides everything',
  'GitHub loses calls',
  'Kubernetes is down',
  'Kubernetes loses calls',
  'answers are late',
  'watches are late',
  'deliveries are lost',
  'deliveries come twice',
  'deliveries are late',
  'the registry is down',
] as const;
export type Episode = (typeof episodes)[number];

/** What a single call or message can meet. */
export const met = [
  'unsent call',
  'lost answer',
  'late answer',
  'old answer',
  'late watch event',
  'write without the lead',
  'call while GitHub is down',
  'call while GitHub limits the rate',
  'call while GitHub hides everything',
  'call while Kubernetes is down',
  'call while the registry is down',
  'lost delivery',
  'late delivery',
  'doubled delivery',
  'failed delivery',
] as const;
export type Met = (typeof met)[number];

const STALE_MS = 60_000;

/** Which faults there are now. */
export class Weather {
  readonly #dice: Dice;
  readonly #present = new Map<Episode, number>();
  /** How many calls met what. */
  readonly met = new Map<Met, number>();

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  is(episode: Episode): boolean {
    return (this.#present.get(episode) ?? 0) > 0;
  }

  begin(episode: Episode): void {
    this.#present.set(episode, (this.#present.get(episode) ?? 0) + 1);
  }

  end(episode: Episode): void {
    this.#present.set(episode, Math.max(0, (this.#present.get(episode) ?? 0) - 1));
  }

  fateOf(port: PortName): Fate {
    const dice = this.#dice;
    const usualMs = port === 'github' ? 40 : 4;
    const lot = this.is(port === 'github' ? 'GitHub loses calls' : 'Kubernetes loses calls') ? dice.between(0, 1) : 1;
    return {
      thereMs: dice.around(usualMs),
      backMs: this.#isLate() ? this.meet('late answer', dice.between(5_000, 60_000)) : dice.around(usualMs),
      isUnsent: lot < 0.15,
      isAnswerLost: lot >= 0.15 && lot < 0.3,
      diesWithSender: dice.chance(0.5),
      staleMs: port === 'github' ? this.#staleMs() : 0,
    };
  }

  #isLate(): boolean {
    return this.is('answers are late') && this.#dice.chance(0.2);
  }

  #staleMs(): number {
    const isStale = this.is('GitHub answers from the past') && this.#dice.chance(0.6);
    return isStale ? this.#dice.between(0, STALE_MS) : 0;
  }

  /** Why a call does not come through now, or undefined. */
  refusal({ port, noAnswer }: Asking, { isUnsent }: Fate): Error | undefined {
    if (isUnsent) return this.meet('unsent call', noAnswer('the connection was reset'));
    switch (port) {
      case 'objects':
      case 'podLogs':
        return this.is('Kubernetes is down')
          ? this.meet('call while Kubernetes is down', noAnswer('connection refused'))
          : undefined;
      case 'images':
        return this.is('the registry is down')
          ? this.meet('call while the registry is down', noAnswer('connection refused'))
          : undefined;
      case 'github':
        return this.#refusalOfGitHub(noAnswer);
    }
  }

  #refusalOfGitHub(noAnswer: (why: string) => Error): Error | undefined {
    if (this.is('GitHub is down')) {
      return this.meet('call while GitHub is down', this.#dice.chance(0.5) ? noAnswer('timeout') : unavailable());
    }
    if (this.is('GitHub limits the rate')) {
      return this.meet('call while GitHub limits the rate', limited(this.#dice.chance(0.5) ? 403 : 429));
    }
    if (this.is('GitHub hides everything')) {
      return this.meet('call while GitHub hides everything', answered(404, 'Not Found'));
    }
    return undefined;
  }

  /** How long a watch event is on its way. */
  watchMs(): number {
    const late = this.is('watches are late') && this.#dice.chance(0.5);
    return late ? this.meet('late watch event', this.#dice.between(1_000, 30_000)) : this.#dice.around(4);
  }

  /** Counts that something met a fault. */
  meet<Value>(what: Met, value: Value): Value {
    this.met.set(what, (this.met.get(what) ?? 0) + 1);
    return value;
  }
}

/** An answer of 400 and above, as octokit throws it. */
function answered(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Error {
  return Object.assign(new Error(message), { status, response: { status, headers, data: { message } } });
}

const unavailable = (): Error => answered(503, 'Service Unavailable');

const limited = (status: number): Error =>
  answered(status, 'You have exceeded a secondary rate limit.', { 'retry-after': '30' });
