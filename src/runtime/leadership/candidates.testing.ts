import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { seededRandom } from '#lib/random.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { NotLeading } from '#ports/leadership.ts';
import { silentLog } from '#ports/log.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Objects } from '#ports/objects/objects.ts';
import type { Timers } from '#ports/timers.ts';
import { createVirtualTime, type VirtualTime } from '#test/virtual-time.ts';
import { fencedObjects } from './fence.ts';
import { LeaseElection } from './lease-election.ts';

const WAY_MS = 20;
const WRITES_EVERY_MS = 250;
export const LEASE = { name: 'controller', namespace: HOME_NAMESPACE };
export const START_MS = Date.UTC(2026, 0, 5, 9);

/** What happened, in its order: `a leads`, `a wrote`, `a was refused`, `a ended`. */
interface Line {
  readonly at: number;
  readonly who: string;
  readonly what: 'leads' | 'wrote' | 'was refused' | 'ended';
}

/** One server, and processes that stand for election; each writes as often as it can while it leads. */
export class Town {
  readonly time: VirtualTime = createVirtualTime(START_MS);
  readonly server: Objects = createLocalObjects({ clock: this.time.clock, random: seededRandom(1) });
  readonly lines: Line[] = [];

  note(who: string, what: Line['what']): void {
    this.lines.push({ at: this.time.clock.now(), who, what });
  }

  seconds(count: number): Promise<void> {
    return this.time.advance(count * 1000);
  }

  lease() {
    return this.server.get('Lease', LEASE);
  }

  times(who: string, what: Line['what']): readonly number[] {
    return this.lines.filter((line) => line.who === who && line.what === what).map(({ at }) => at);
  }

  /** Who wrote, each as often as another had written before it: `a b` when b came after a. */
  get writers(): string {
    const who = this.lines.filter(({ what }) => what === 'wrote').map((line) => line.who);
    return who.filter((one, index) => one !== who[index - 1]).join(' ');
  }
}

export interface Peculiarities {
  /** How far its clock is off, in milliseconds. */
  readonly clockOffMs?: number;
  /** How long it takes to end its work. */
  readonly stopMs?: number;
}

const unavailable = new ObjectsError('Unavailable', 'no answer');

/** One process: it can be killed, frozen (SIGSTOP), cut off from the server, and have its clock set. */
export class Candidate {
  readonly election: LeaseElection;
  readonly name: string;
  clockOffMs: number;
  /** How far its stopwatch is behind: it stood still while the machine was suspended. */
  suspendedMs = 0;
  /** What becomes of its requests. */
  network: 'works' | 'refuses' | 'hangs' | 'loses answers' = 'works';
  readonly #town: Town;
  readonly #stopMs: number;
  #state: 'runs' | 'frozen' | 'dead' = 'runs';
  #held: (() => void)[] = [];
  readonly #timers: Timers = {
    after: (ms, task) => this.#town.time.timers.after(ms, () => this.#when(task)),
  };

  constructor(town: Town, name: string, seed: number, { clockOffMs = 0, stopMs = 0 }: Peculiarities = {}) {
    this.#town = town;
    this.name = name;
    this.clockOffMs = clockOffMs;
    this.#stopMs = stopMs;
    this.election = new LeaseElection({
      objects: this.#objects,
      timers: this.#timers,
      clock: { now: () => town.time.clock.now() + this.clockOffMs },
      stopwatch: { elapsedMs: () => town.time.clock.now() - START_MS + seed * 1e6 - this.suspendedMs },
      random: seededRandom(seed),
      log: silentLog,
      identity: name,
    });
    this.election.start(() => this.#begin());
  }

  kill(): void {
    this.#state = 'dead';
  }

  freeze(): void {
    this.#state = 'frozen';
  }

  /** Everything that came meanwhile comes now. @param first what its work was about to do when it was frozen */
  async resume(first: () => Promise<void> = async () => undefined): Promise<void> {
    this.#state = 'runs';
    const writing = first();
    for (const task of this.#held.splice(0)) task();
    await this.#town.time.advance(2 * WAY_MS);
    await writing;
  }

  /** One write of its work, as it would do it anywhere in a reconcile. */
  async write(): Promise<void> {
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { ...LEASE, name: 'journal' },
    } as const;
    const spec = { holderIdentity: `${this.name} ${this.#town.lines.length}` };
    try {
      await fencedObjects(this.#objects, this.election).apply('Lease', { ...lease, spec }, { fieldManager: 'work' });
    } catch (error) {
      if (error instanceof NotLeading) this.#town.note(this.name, 'was refused');
    }
  }

  #begin() {
    this.#town.note(this.name, 'leads');
    let isOver = false;
    const again = () => {
      if (isOver) return;
      void this.write();
      this.#timers.after(WRITES_EVERY_MS, again);
    };
    again();
    let ended: Promise<void> | undefined;
    const end = async () => {
      isOver = true;
      await new Promise<void>((resolve) => void this.#timers.after(this.#stopMs, resolve));
      this.#town.note(this.name, 'ended');
    };
    return { stop: () => (ended ??= end()) };
  }

  #when(task: () => void): void {
    if (this.#state === 'runs') task();
    if (this.#state === 'frozen') this.#held.push(task);
  }

  get #objects(): Objects {
    const { server } = this.#town;
    return {
      ...server,
      get: (kind, key) => this.#call(() => server.get(kind, key)),
      apply: (kind, object, options) =>
        this.#call(async () => {
          const written = await server.apply(kind, object, options);
          if (object.metadata.name === 'journal') this.#town.note(this.name, 'wrote');
          return written;
        }),
    };
  }

  /** What was sent arrives, whatever becomes of its sender. */
  #call<Answer>(perform: () => Promise<Answer>): Promise<Answer> {
    const { network } = this;
    return new Promise((resolve, reject) => {
      const answer = (give: () => void) => void this.#timers.after(WAY_MS, give);
      if (network === 'hangs') return;
      this.#town.time.timers.after(WAY_MS, () => {
        if (network === 'refuses') return answer(() => reject(unavailable));
        perform().then(
          (value) => answer(() => (network === 'loses answers' ? reject(unavailable) : resolve(value))),
          (error: Error) => answer(() => reject(error)),
        );
      });
    });
  }
}
