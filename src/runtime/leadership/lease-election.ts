import { messageOf } from '#lib/coded-error.ts';
import type { Random } from '#lib/random.ts';
import { HOME_NAMESPACE, kinds } from '#model/kinds.ts';
import type { Lease } from '#model/kubernetes/workload.ts';
import type { Log } from '#ports/log.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import { ifUnchanged, type Applied, type ObjectKey, type Objects } from '#ports/objects/objects.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import type { Election, Work } from './election.ts';
import { claim, claimableInMs, isHeldBy, observe, release, type Observed } from './lease-record.ts';
import { momentOf, Term, type Clocks, type Moment } from './term.ts';

export interface LeaseTimes {
  /** How long others wait for a sign of the holder before one of them takes its place. */
  readonly durationMs: number;
  /** How long the holder leads without having renewed; shorter, by more than a write of its takes to arrive. */
  readonly deadlineMs: number;
  readonly retryMs: number;
}

export interface LeaseElectionOptions extends Clocks {
  readonly objects: Objects;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** Of this process alone, also after a restart: a pod's name and something random. */
  readonly identity: string;
  /** The name of the Lease that is stood for. */
  readonly name?: string;
  readonly times?: LeaseTimes;
}

/** client-go's own, tools/leaderelection. */
const TIMES: LeaseTimes = { durationMs: 15_000, deadlineMs: 10_000, retryMs: 2_000 };
const JITTER = 1.2;
const NAME = 'controller';
const FIELD_MANAGER = 'election';

/** client-go's algorithm: whoever keeps renewing the Lease leads. */
export class LeaseElection implements Election {
  readonly #options: LeaseElectionOptions;
  readonly #times: LeaseTimes;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  readonly #key: ObjectKey;
  #observed: Observed | undefined;
  #term: Term | undefined;
  #work: Work | undefined;
  /** The last renewal that was asked for, whose answer may still be on its way. */
  #asked: Promise<void> = Promise.resolve();
  #isLeaving = false;
  #failures = 0;

  constructor(options: LeaseElectionOptions) {
    this.#options = options;
    this.#times = options.times ?? TIMES;
    this.#key = { name: options.name ?? NAME, namespace: HOME_NAMESPACE };
  }

  holds(): boolean {
    return this.#term?.holds ?? false;
  }

  start(begin: () => Work): void {
    this.#running = this.#stand(begin);
  }

  async stop(): Promise<void> {
    this.#isLeaving = true;
    await this.#work?.stop();
    this.#stopping.abort();
    await this.#running;
  }

  async #stand(begin: () => Work): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const term = await this.#tryToLead();
      if (term) await this.#lead(term, begin);
      await sleep(this.#options.timers, this.#pauseMs, signal);
    }
  }

  /** The end of a lease is not waited for longer than it takes; of several who then come at once one is refused. */
  get #pauseMs(): number {
    const retryMs = this.#times.retryMs * (1 + this.#options.random() * JITTER);
    return this.#claimableInMs > 0 ? Math.min(retryMs, this.#claimableInMs) : retryMs;
  }

  get #claimableInMs(): number {
    const { identity, stopwatch } = this.#options;
    return claimableInMs(this.#observed, identity, stopwatch.elapsedMs());
  }

  /** Leads until the lease could not be renewed in time, or until it is to stop. */
  async #lead(term: Term, begin: () => Work): Promise<void> {
    const { log, identity } = this.#options;
    log.info('lead-begins', { identity });
    this.#term = term;
    this.#work = this.#isLeaving ? undefined : begin();
    await this.#keep(term);
    await this.#work?.stop();
    this.#work = undefined;
    this.#term = undefined;
    if (term.holds) await this.#release();
    log.info('lead-ends', { identity });
  }

  async #keep(term: Term): Promise<void> {
    const { timers } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted && term.holds) {
      await sleep(timers, Math.min(this.#times.retryMs, term.leftMs), signal);
      if (!signal.aborted && term.holds) await this.#renew(term);
    }
  }

  /** A renewal that hangs does not keep the term from ending. */
  async #renew(term: Term): Promise<void> {
    const answered = new AbortController();
    const renew = async (): Promise<void> => {
      const at = await this.#claim();
      if (at) term.renew(at);
      answered.abort();
    };
    this.#asked = renew();
    await sleep(this.#options.timers, term.leftMs, answered.signal);
  }

  async #tryToLead(): Promise<Term | undefined> {
    const { clock, stopwatch } = this.#options;
    await this.#asked;
    const at = await this.#claim();
    const term = at && new Term({ clock, stopwatch }, this.#times.deadlineMs, at);
    return term?.holds ? term : undefined;
  }

  /** @returns when it was asked for, if the lease is ours since then; never throws */
  async #claim(): Promise<Moment | undefined> {
    try {
      const at = await this.#claimOrThrow();
      this.#failures = 0;
      return at;
    } catch (error) {
      this.#note(error);
      return undefined;
    }
  }

  /** While we lead nobody else writes, so that what was written last need not be read again. */
  async #claimOrThrow(): Promise<Moment | undefined> {
    const { identity } = this.#options;
    if (isHeldBy(this.#observed, identity)) {
      const at = await this.#write().catch(ifConflict(undefined));
      if (at) return at;
    }
    await this.#look();
    return this.#claimableInMs === 0 ? this.#write() : undefined;
  }

  async #look(): Promise<void> {
    const lease = await this.#options.objects.get('Lease', this.#key);
    this.#observed = lease && observe(this.#observed, lease, this.#options.stopwatch.elapsedMs());
  }

  async #write(): Promise<Moment> {
    const { identity, clock } = this.#options;
    const at = momentOf(this.#options);
    const { durationMs } = this.#times;
    await this.#apply(claim(this.#observed, { identity, durationMs, now: clock.now() }));
    return at;
  }

  /** Throws `Conflict` when somebody else has written since. */
  async #apply(spec: Lease['spec']): Promise<void> {
    const { objects, stopwatch } = this.#options;
    const { apiVersion } = kinds.Lease;
    const lease = { apiVersion, kind: 'Lease', metadata: this.#key, spec } as Applied<'Lease'>;
    const condition = this.#observed?.condition ?? ifUnchanged(undefined);
    const written = await objects.apply('Lease', lease, { fieldManager: FIELD_MANAGER, ...condition });
    this.#observed = observe(undefined, written, stopwatch.elapsedMs());
  }

  /** Whoever comes next need not wait; where this fails, the lease runs out. */
  async #release(): Promise<void> {
    await this.#asked;
    if (!this.#observed || !isHeldBy(this.#observed, this.#options.identity)) return;
    await this.#apply(release(this.#observed, this.#options.clock.now())).catch((error: unknown) => this.#note(error));
  }

  /** That another was faster is no failure, and an outage is one, however long. */
  #note(error: unknown): void {
    if (isObjectsError(error, 'Conflict')) return;
    this.#failures += 1;
    if (this.#failures === 1) this.#options.log.warn('lease-failed', { error: messageOf(error) });
  }
}

function ifConflict<Instead>(instead: Instead) {
  return (error: unknown): Instead => {
    if (isObjectsError(error, 'Conflict')) return instead;
    throw error;
  };
}
