import { backoffMs } from '#lib/backoff.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { Random } from '#lib/random.ts';
import type { Kind, Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Log } from '#ports/log.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import type { ObjectKey, Objects, Selection, WatchEvent } from '#ports/objects/objects.ts';
import { sleep, type Timers } from '#ports/timers.ts';

export interface WatchCacheOptions {
  readonly objects: Objects;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
}

/** @param isGone the object no longer exists; this is how it was last seen */
export type ChangeHandler<K extends Kind> = (object: Stored<Kinds[K]>, isGone: boolean) => void;

const BACKOFF = { firstMs: 200, longestMs: 30_000 };

/** All objects of one kind, kept up to date by list and watch for ever. Handlers only enqueue keys. */
export class WatchCache<K extends Kind> {
  readonly #kind: K;
  readonly #selection: Selection;
  readonly #options: WatchCacheOptions;
  readonly #items = new Map<string, Stored<Kinds[K]>>();
  readonly #handlers: ChangeHandler<K>[] = [];
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #version: string | undefined;
  #failures = 0;

  constructor(kind: K, selection: Selection, options: WatchCacheOptions) {
    this.#kind = kind;
    this.#selection = selection;
    this.#options = options;
  }

  /** Called for every object that appears, changes or goes, also after a relist. Those that came before a handler is
   * registered are in `list`. */
  onChange(handler: ChangeHandler<K>): void {
    this.#handlers.push(handler);
  }

  get({ namespace, name }: ObjectKey): Stored<Kinds[K]> | undefined {
    return this.#items.get(keyOf(namespace, name));
  }

  list(selection: Selection = {}): readonly Stored<Kinds[K]>[] {
    return [...this.#items.values()].filter(({ metadata }) => matches(metadata, selection));
  }

  /** Resolves once the first list is in. */
  start(): Promise<void> {
    return new Promise((synced) => {
      this.#running = this.#keepUp(synced);
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #keepUp(synced: () => void): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        this.#version ??= await this.#relist();
        synced();
        await this.#follow(this.#version, signal);
        await this.#rest(signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
    synced();
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    if (!isObjectsError(error, 'Expired')) return this.#pause(error, signal);
    this.#version = undefined;
    return this.#rest(signal);
  }

  /** Ends and expiries are no failures, but a server that answers with nothing else is not asked without a pause. */
  #rest(signal: AbortSignal): Promise<void> {
    return sleep(this.#options.timers, BACKOFF.firstMs, signal);
  }

  async #pause(error: unknown, signal: AbortSignal): Promise<void> {
    const { timers, random, log } = this.#options;
    this.#failures += 1;
    log.warn('watch-failed', { kind: this.#kind, error: messageOf(error) });
    await sleep(timers, backoffMs(BACKOFF, this.#failures, random), signal);
  }

  /** What is no longer listed went unseen: its handlers are told. */
  async #relist(): Promise<string> {
    const { items, resourceVersion } = await this.#options.objects.list(this.#kind, this.#selection);
    this.#failures = 0;
    const listed = new Map(items.map((item) => [keyOf(item.metadata.namespace, item.metadata.name), item]));
    const gone = [...this.#items].filter(([key]) => !listed.has(key)).map(([, item]) => item);
    const changed = items.filter(
      ({ metadata }) =>
        this.#items.get(keyOf(metadata.namespace, metadata.name))?.metadata.resourceVersion !==
        metadata.resourceVersion,
    );
    this.#items.clear();
    for (const [key, item] of listed) this.#items.set(key, item);
    for (const item of gone) this.#tell(item, true);
    for (const item of changed) this.#tell(item, false);
    return resourceVersion;
  }

  /** A watch that breaks off goes on later from the last version seen. */
  async #follow(version: string, signal: AbortSignal): Promise<void> {
    const { objects } = this.#options;
    for await (const event of objects.watch(this.#kind, { ...this.#selection, resourceVersion: version, signal })) {
      this.#version = this.#take(event);
    }
  }

  #take(event: WatchEvent<K>): string {
    this.#failures = 0;
    if (event.type === 'BOOKMARK') return event.resourceVersion;
    const { metadata } = event.object;
    const key = keyOf(metadata.namespace, metadata.name);
    if (event.type === 'DELETED') this.#items.delete(key);
    else this.#items.set(key, event.object);
    this.#tell(event.object, event.type === 'DELETED');
    return metadata.resourceVersion;
  }

  #tell(object: Stored<Kinds[K]>, isGone: boolean): void {
    for (const handler of this.#handlers) handler(object, isGone);
  }
}

const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;

function matches({ namespace, labels = {} }: Kinds[Kind]['metadata'], wanted: Selection): boolean {
  if (wanted.namespace !== undefined && namespace !== wanted.namespace) return false;
  return Object.entries(wanted.labels ?? {}).every(([label, value]) => labels[label] === value);
}
