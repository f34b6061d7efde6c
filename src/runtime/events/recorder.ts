import { backoffMs } from '#lib/backoff.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { Random } from '#lib/random.ts';
import type { KubernetesEvent } from '#model/kubernetes/event.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Clock } from '#ports/clock.ts';
import { NotLeading } from '#ports/leadership.ts';
import type { Log } from '#ports/log.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import { ifUnchanged, type Objects } from '#ports/objects/objects.ts';
import { sleep, type Cancel, type Timers } from '#ports/timers.ts';
import { eventName, eventOf, keyOf, type News, type Reporter, type Series } from './series.ts';

export type { News } from './series.ts';

export interface EventRecorderOptions extends Reporter {
  readonly objects: Objects;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
}

/** What became of everything that was recorded. */
export interface EventStats {
  readonly writes: number;
  /** Too many waited, or the API server did not take it. */
  readonly dropped: number;
  readonly waiting: number;
}

/** The same news within this time is the same Event (client-go, tools/events: `finishTime`). */
const SERIES_MS = 6 * 60_000;
/** How often one Event is written again at most. */
const AGAIN_MS = 60_000;
const MOST_WAITING = 500;
const MOST_SERIES = 2_000;
const TRIES = 3;
const BACKOFF = { firstMs: 1_000, longestMs: 10_000 };
const FIELD_MANAGER = 'events';

/** A series with what is known of its Event. */
interface Written {
  series: Series;
  /** The Event as it was last written; undefined until it stands. */
  stands: Stored<KubernetesEvent> | undefined;
  writtenAt: number;
  isWaiting: boolean;
  cancel: Cancel;
}

/**
 * Writes Events for people (`kubectl describe`, `kubectl events`). Recording neither waits nor fails: where writing is too
 * slow, or fails too often, events are dropped and counted. When nothing happens nothing is written.
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #known = new Map<string, Written>();
  readonly #stopping = new AbortController();
  #waiting: Written[] = [];
  #writing: Promise<void> | undefined;
  #nanoseconds = 0n;
  #counts = { writes: 0, dropped: 0 };

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  record(news: News): void {
    if (this.#stopping.signal.aborted) return;
    const now = this.#options.clock.now();
    const key = keyOf(news);
    this.#forget(now);
    const before = this.#known.get(key);
    const written = before ?? this.#begin(news, now);
    if (before) written.series = { ...before.series, count: before.series.count + 1, lastAt: now };
    // What was told last is forgotten last.
    this.#known.delete(key);
    this.#known.set(key, written);
    this.#soon(written, now);
  }

  stats(): EventStats {
    return { ...this.#counts, waiting: this.#waiting.length };
  }

  /** What waits is left out; resolves when nothing is being written. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const { cancel } of this.#known.values()) cancel();
    await this.#writing;
  }

  #begin(news: News, now: number): Written {
    const series = { news, name: this.#nameOf(news, now), firstAt: now, count: 1, lastAt: now };
    return { series, stands: undefined, writtenAt: -Infinity, isWaiting: false, cancel: () => undefined };
  }

  /** The clock counts milliseconds; below them the name is random, and never the same twice. */
  #nameOf({ regarding }: News, now: number): string {
    const drawn = BigInt(now) * 1_000_000n + BigInt(Math.floor(this.#options.random() * 1e6));
    this.#nanoseconds = drawn > this.#nanoseconds ? drawn : this.#nanoseconds + 1n;
    return eventName(regarding.name, this.#nanoseconds);
  }

  #forget(now: number): void {
    for (const [key, { series, cancel }] of this.#known) {
      if (now - series.lastAt < SERIES_MS && this.#known.size < MOST_SERIES) return;
      cancel();
      this.#known.delete(key);
    }
  }

  /** One write of an Event takes along whatever is told until it comes to it. */
  #soon(written: Written, now: number): void {
    if (written.isWaiting) return;
    written.isWaiting = true;
    const ms = written.writtenAt + AGAIN_MS - now;
    if (ms <= 0) this.#enqueue(written);
    else written.cancel = this.#options.timers.after(ms, () => this.#enqueue(written));
  }

  #enqueue(written: Written): void {
    if (this.#waiting.length >= MOST_WAITING) {
      written.isWaiting = false;
      this.#drop('too many wait');
      return;
    }
    this.#waiting.push(written);
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  async #writeAll(): Promise<void> {
    const { signal } = this.#stopping;
    for (let next = this.#waiting.shift(); next && !signal.aborted; next = this.#waiting.shift()) {
      next.isWaiting = false;
      await this.#write(next);
    }
    if (signal.aborted) this.#waiting = [];
  }

  async #write(written: Written): Promise<void> {
    const { signal } = this.#stopping;
    for (let tries = 1; !signal.aborted; tries++) {
      try {
        await this.#apply(written);
        return;
      } catch (error) {
        if (this.#isSettledBy(error, written)) return;
        if (tries === TRIES) return this.#drop(messageOf(error));
        await sleep(this.#options.timers, backoffMs(BACKOFF, tries, this.#options.random), signal);
      }
    }
  }

  async #apply(written: Written): Promise<void> {
    const { objects, clock } = this.#options;
    const event = eventOf(written.series, this.#options);
    const options = { fieldManager: FIELD_MANAGER, ...ifUnchanged(written.stands) };
    written.stands = await objects.apply('Event', event, options);
    written.writtenAt = clock.now();
    this.#counts.writes += 1;
  }

  /**
   * Another leads, and tells it itself; or the Event stands otherwise than known, since an answer was lost or its hour is
   * over: the next time is another Event.
   */
  #isSettledBy(error: unknown, { series }: Written): boolean {
    if (error instanceof NotLeading) return true;
    if (!isObjectsError(error, 'Conflict')) return false;
    this.#known.delete(keyOf(series.news));
    return true;
  }

  #drop(why: string): void {
    this.#counts.dropped += 1;
    this.#options.log.warn('event-dropped', { why, dropped: this.#counts.dropped });
  }
}
