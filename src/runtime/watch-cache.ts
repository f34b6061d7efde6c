import { backoffMs } from '#lib/backoff.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { Random } from '#lib/random.ts';
import type { Kind, Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import type { ObjectKey, Objects, Selection, WatchEvent, WatchStart } from '#ports/objects/objects.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import { ObjectStore } from './object-store.ts';
import { watchdog } from './watchdog.ts';
import { withFieldsOf } from './managed-fields.ts';

export interface WatchCacheOptions {
  readonly objects: Objects;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Of whose fields somebody reads; left out: of all. `managedFields` are often more than half of an object. */
  readonly fieldManagers?: readonly string[];
}

/** @param isGone the object no longer exists; this is how it was last seen */
export type ChangeHandler<K extends Kind> = (object: Stored<Kinds[K]>, isGone: boolean) => void;

/** How a cache does, for metrics and health. */
export interface CacheStats {
  readonly kind: Kind;
  readonly objects: number;
  /** Whether everything has been read once. */
  readonly isFilled: boolean;
  /** How often everything was read, the first time included. */
  readonly fills: number;
  readonly watches: number;
  /** How many watches and lists have ended since a watch last said anything new. */
  readonly failures: number;
  /** Why the last watch or list ended, as long as nothing came after it. */
  readonly problem?: string | undefined;
  /** For how long the server has sent nothing. A server that bookmarks is never silent for much more than a minute. */
  readonly silentMs: number;
}

/** A server that is back is found within seconds, and one that is away is asked less often than a person would. */
const BACKOFF = { firstMs: 200, longestMs: 3_000 };
/** A watch that lasted so long has done its work, although nothing may have happened meanwhile. */
const LASTING_MS = 10_000;
/** API servers bookmark about once a minute; a connection that is silent for several has died unnoticed. */
const SILENCE_MS = 4 * 60_000;
/** Within this time a cache that is alive has begun a watch again, or heard something. */
const STUCK_MS = 3 * SILENCE_MS;

/**
 * All objects of one kind, kept up to date for ever: by a watch that begins with everything there is, or by a list and a
 * watch where the server cannot do that. Readers and handlers see the state before until the one after it is complete.
 * Handlers only enqueue keys.
 */
export class WatchCache<K extends Kind> {
  readonly #kind: K;
  readonly #selection: Selection;
  readonly #options: WatchCacheOptions;
  readonly #handlers = new Set<ChangeHandler<K>>();
  readonly #stopping = new AbortController();
  #store = new ObjectStore<K>();
  #running: Promise<void> = Promise.resolve();
  #filled: () => void = () => undefined;
  /** Where a watch goes on from; undefined: everything must be read. */
  #version: string | undefined;
  /** A server that refused to begin a watch with everything, and could list, is not asked for it again. */
  #mustList = false;
  #counts = { fills: 0, watches: 0, failures: 0 };
  #problem: string | undefined;
  #heardAt: number;
  #filledAt = -Infinity;
  #triedAt: number;

  constructor(kind: K, selection: Selection, options: WatchCacheOptions) {
    this.#kind = kind;
    this.#selection = selection;
    this.#options = options;
    this.#heardAt = this.#triedAt = options.clock.now();
  }

  /**
   * Called for every object that appears, changes or goes, also for what went unseen and is found out later. Those that
   * came before a handler is registered are in `list`.
   * @returns ends it
   */
  onChange(handler: ChangeHandler<K>): () => void {
    // The same function may be registered twice: each is told.
    const own: ChangeHandler<K> = (object, isGone) => handler(object, isGone);
    this.#handlers.add(own);
    return () => void this.#handlers.delete(own);
  }

  get(key: ObjectKey): Stored<Kinds[K]> | undefined {
    return this.#store.get(key);
  }

  list(selection: Selection = {}): readonly Stored<Kinds[K]>[] {
    return this.#store.list(selection);
  }

  stats(): CacheStats {
    const { fills } = this.#counts;
    const silentMs = Math.max(0, this.#options.clock.now() - this.#heardAt);
    const problem = this.#problem;
    const counts = { objects: this.#store.size, isFilled: fills > 0, ...this.#counts, silentMs };
    return { kind: this.#kind, ...counts, ...(problem !== undefined && { problem }) };
  }

  /**
   * Whether the cache itself hangs, so that only a new process helps: it has neither heard anything nor tried anything
   * for many minutes. A server that is away does not make it so: it is being tried.
   * @param now milliseconds since 1970
   */
  isStale(now: number): boolean {
    return now - Math.max(this.#heardAt, this.#triedAt) > STUCK_MS;
  }

  /** Resolves once everything has been read. */
  start(): Promise<void> {
    return new Promise((filled) => {
      this.#filled = filled;
      this.#running = this.#keepUp();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#filled();
  }

  async #keepUp(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const began = this.#options.clock.now();
      try {
        await this.#attend();
      } catch (error) {
        if (!signal.aborted) this.#note(error);
      }
      if (this.#options.clock.now() - began >= LASTING_MS) this.#counts.failures = 0;
      if (!signal.aborted) await this.#pause();
    }
  }

  /** One watch from its beginning to its end, and what has to be read before it. */
  async #attend(): Promise<void> {
    this.#triedAt = this.#options.clock.now();
    if (this.#version !== undefined) return this.#watch({ resourceVersion: this.#version });
    if (this.#mustList) return this.#watch({ resourceVersion: await this.#list() });
    try {
      return await this.#watch({ sendInitialEvents: true });
    } catch (error) {
      if (!isObjectsError(error, 'Invalid')) throw error;
    }
    // Only a list that is answered tells that it was the beginning that the server refused, and not the kind.
    const resourceVersion = await this.#list();
    this.#mustList = true;
    return this.#watch({ resourceVersion });
  }

  #note(error: unknown): void {
    if (isObjectsError(error, 'Expired')) this.#beginAnew();
    else {
      this.#problem = messageOf(error);
      this.#options.log.warn('watch-failed', { kind: this.#kind, error: this.#problem });
    }
  }

  /** A server that says so is there, and is soon asked for everything; one that says so of what it has just sent, later. */
  #beginAnew(): void {
    this.#version = undefined;
    if (this.#options.clock.now() - this.#filledAt >= LASTING_MS) this.#counts.failures = 0;
  }

  /** Whatever it was that ended: a server that answers with nothing else is not asked without a pause. */
  #pause(): Promise<void> {
    const { timers, random } = this.#options;
    this.#counts.failures += 1;
    return sleep(timers, backoffMs(BACKOFF, this.#counts.failures, random), this.#stopping.signal);
  }

  async #list(): Promise<string> {
    const { items, resourceVersion } = await this.#options.objects.list(this.#kind, this.#selection);
    const listed = new ObjectStore<K>();
    for (const item of items) listed.put(this.#kept(item));
    this.#fill(listed, resourceVersion);
    return resourceVersion;
  }

  /** A watch that breaks off goes on later from the last version seen, or begins anew when not everything was in. */
  async #watch(start: WatchStart): Promise<void> {
    const { objects, timers } = this.#options;
    const dog = watchdog(timers, SILENCE_MS, this.#stopping.signal);
    this.#counts.watches += 1;
    let beginning = start.sendInitialEvents && new ObjectStore<K>();
    try {
      for await (const event of objects.watch(this.#kind, { ...this.#selection, ...start, signal: dog.signal })) {
        dog.stroke();
        this.#heardAt = this.#options.clock.now();
        this.#problem = undefined;
        if (!beginning) this.#take(event);
        else if (event.type !== 'BOOKMARK') this.#enter(beginning, event);
        else if (event.initialEventsEnd) {
          this.#fill(beginning, event.resourceVersion);
          beginning = undefined;
        }
      }
    } finally {
      dog.leave();
    }
  }

  /** From now on this is what there is; what has changed against the state before is told, what went unseen as gone. */
  #fill(newer: ObjectStore<K>, version: string): void {
    const changes = this.#store.changesTo(newer);
    this.#store = newer;
    this.#version = version;
    this.#heardAt = this.#filledAt = this.#options.clock.now();
    this.#problem = undefined;
    this.#counts.fills += 1;
    for (const { object, isGone } of changes) this.#tell(object, isGone);
    this.#filled();
  }

  #take(event: WatchEvent<K>): void {
    this.#counts.failures = 0;
    if (event.type === 'BOOKMARK') {
      this.#version = event.resourceVersion;
      return;
    }
    const object = this.#enter(this.#store, event);
    this.#version = object.metadata.resourceVersion;
    this.#tell(object, event.type === 'DELETED');
  }

  #enter(store: ObjectStore<K>, { type, object }: Exclude<WatchEvent<K>, { type: 'BOOKMARK' }>): Stored<Kinds[K]> {
    const kept = this.#kept(object);
    if (type === 'DELETED') store.remove(kept.metadata);
    else store.put(kept);
    return kept;
  }

  #kept(object: Stored<Kinds[K]>): Stored<Kinds[K]> {
    const { fieldManagers } = this.#options;
    return fieldManagers ? withFieldsOf(fieldManagers, object) : object;
  }

  /** A handler that fails takes nothing from the others, nor from the cache. */
  #tell(object: Stored<Kinds[K]>, isGone: boolean): void {
    for (const handler of this.#handlers) {
      try {
        handler(object, isGone);
      } catch (error) {
        const { name } = object.metadata;
        this.#options.log.error('watch-handler-failed', { kind: this.#kind, name, error: messageOf(error) });
      }
    }
  }
}
