import { setImmediate } from 'node:timers';
import type { Random } from '#lib/random.ts';
import type { Clock, Stopwatch } from '#ports/clock.ts';
import type { Cancel, Timers } from '#ports/timers.ts';
import { Heap } from './heap.ts';
import type { Process } from './process.ts';

interface Item {
  at: number;
  /** Decides between items of the same time. */
  readonly lot: number;
  readonly owner: Process;
  readonly task: () => void;
  cancelled: boolean;
}

/** Many times what a history takes: more than that is our code going round in circles. */
const MOST_PICKS = 200_000;

const isBefore = (left: Item, right: Item): boolean =>
  left.at === right.at ? left.lot < right.lot : left.at < right.at;

/**
 * The virtual clock, and everything that is going to happen: answers on their way, timers, acts of users.
 * Between two items all microtasks are drained, so that what our code does next depends on the seed alone.
 */
export class Scheduler implements Clock, Stopwatch {
  readonly random: Random;
  readonly #items = new Heap<Item>(isBefore);
  #now: number;
  #picks = 0;

  /** @param startMs milliseconds since 1970 */
  constructor(random: Random, startMs: number) {
    this.random = random;
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** Processes that are frozen are frozen together with nothing: time goes on for all. */
  elapsedMs(): number {
    return this.#now;
  }

  /** How many items had their turn. */
  get picks(): number {
    return this.#picks;
  }

  after(ms: number, owner: Process, task: () => void): Cancel {
    const item = { at: this.#now + Math.max(0, Math.round(ms)), lot: this.random(), owner, task, cancelled: false };
    this.#items.push(item);
    return () => {
      item.cancelled = true;
    };
  }

  /** The timers of one process. */
  timersOf(owner: Process): Timers {
    return { after: (ms, task) => this.after(ms, owner, task) };
  }

  /** Lets things happen until a time; the clock then stands there. */
  async run(untilMs: number): Promise<void> {
    await microtasks();
    for (let item = this.#next(untilMs); item; item = this.#next(untilMs)) {
      this.#now = item.at;
      this.#picks += 1;
      if (this.#picks > MOST_PICKS) throw new Error(`${MOST_PICKS} things happened, and there is no end to it`);
      item.task();
      await microtasks();
    }
    this.#now = untilMs;
  }

  #next(untilMs: number): Item | undefined {
    for (;;) {
      const { first } = this.#items;
      if (!first || first.at > untilMs) return undefined;
      this.#items.pop();
      if (first.cancelled || !first.owner.isAlive) continue;
      if (first.owner.frozenUntil <= first.at) return first;
      first.at = first.owner.frozenUntil;
      this.#items.push(first);
    }
  }
}

/** Resolves when no microtask is left. */
const microtasks = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
