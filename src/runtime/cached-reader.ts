import type { Kind, Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { ObjectKey, ObjectList, ObjectReader, Selection } from '#ports/objects/objects.ts';
import type { WatchCache } from './watch-cache.ts';

/** The caches that a process keeps, by kind. */
export type Caches = { readonly [K in Kind]?: WatchCache<K> };

/** Reads from the cache of a kind where there is one, else from the server. */
export class CachedReader implements ObjectReader {
  readonly #caches: Caches;
  readonly #server: ObjectReader;

  constructor(caches: Caches, server: ObjectReader) {
    this.#caches = caches;
    this.#server = server;
  }

  async get<K extends Kind>(kind: K, key: ObjectKey): Promise<Stored<Kinds[K]> | undefined> {
    const cache = this.#caches[kind];
    return cache ? cache.get(key) : this.#server.get(kind, key);
  }

  async list<K extends Kind>(kind: K, selection?: Selection): Promise<ObjectList<K>> {
    const cache = this.#caches[kind];
    return cache ? { items: cache.list(selection), resourceVersion: '' } : this.#server.list(kind, selection);
  }
}
