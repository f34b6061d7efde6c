import { kinds, type Kind } from '#model/kinds.ts';
import type { ObjectKey } from '#ports/objects/objects.ts';
import { freeze, frozenCopy, type Document } from './document.ts';
import { History } from './history.ts';

/** Plain data: what `JSON.stringify` can write and a new store reads. Who owns what is in each object. */
export interface Snapshot {
  readonly revision: number;
  readonly entries: readonly Item[];
}

interface Item {
  readonly kind: Kind;
  readonly document: Document;
}

/** Names of namespaces are no namespace of their own. */
const CLUSTER = '';

/** The objects of all kinds under one growing revision; it knows nothing of what may be written. */
export class Store {
  readonly history: History;
  readonly #places = new Map<string, Map<string, Document>>();
  #revision: number;

  constructor(historyLength: number, snapshot?: Snapshot) {
    this.#revision = snapshot?.revision ?? 1;
    this.history = new History(historyLength, snapshot ? this.#revision : 0);
    for (const { kind, document } of snapshot?.entries ?? []) {
      this.#place(kind, document.metadata.namespace).set(document.metadata.name, frozenCopy(document));
    }
  }

  get revision(): number {
    return this.#revision;
  }

  get(kind: Kind, { name, namespace }: ObjectKey): Document | undefined {
    return this.#places.get(placeOf(kind, namespace))?.get(name);
  }

  /** In the order of namespace and name, as etcd gives them. */
  list(kind: Kind, namespace?: string): readonly Document[] {
    const places =
      namespace === undefined
        ? [...this.#places].filter(([place]) => place.startsWith(`${kind}/`)).map(([, entries]) => entries)
        : [this.#places.get(placeOf(kind, namespace)) ?? new Map<string, Document>()];
    return places.flatMap((entries) => [...entries.values()]).toSorted(byKey);
  }

  /** Everything in a namespace, of every kind. */
  within(namespace: string): readonly Item[] {
    return allKinds
      .filter((kind) => kinds[kind].namespaced)
      .flatMap((kind) => this.list(kind, namespace).map((document) => ({ kind, document })));
  }

  /** Writes an object under the next revision and tells the watches. */
  put(kind: Kind, document: Document): Document {
    const { name, namespace } = document.metadata;
    const place = this.#place(kind, namespace);
    const before = place.get(name);
    const after = this.#stamp(document);
    place.set(name, after);
    this.history.record(kind, { revision: this.#revision, before, after, removed: false });
    return after;
  }

  /**
   * Takes an object away. The last that watches see of it is as it was kept, under the revision of the removal.
   * Throws when there is no such object.
   */
  remove(kind: Kind, { name, namespace }: ObjectKey): Document {
    const place = this.#place(kind, namespace);
    const before = place.get(name);
    if (!before) throw new Error(`${placeOf(kind, namespace)}/${name}: is not in the store`);
    place.delete(name);
    if (place.size === 0) this.#places.delete(placeOf(kind, namespace));
    const after = this.#stamp(before);
    this.history.record(kind, { revision: this.#revision, before, after, removed: true });
    return after;
  }

  snapshot(): Snapshot {
    const entries = allKinds.flatMap((kind) => this.list(kind).map((document) => ({ kind, document })));
    return { revision: this.#revision, entries };
  }

  #stamp(document: Document): Document {
    this.#revision += 1;
    return freeze({
      ...document,
      metadata: { ...document.metadata, resourceVersion: String(this.#revision) },
    });
  }

  #place(kind: Kind, namespace: string | undefined): Map<string, Document> {
    const place = placeOf(kind, namespace);
    const known = this.#places.get(place);
    if (known) return known;
    const entries = new Map<string, Document>();
    this.#places.set(place, entries);
    return entries;
  }
}

/** The kinds as a list; `kinds` has exactly them as its keys. */
const allKinds = Object.keys(kinds) as readonly Kind[];

const placeOf = (kind: Kind, namespace: string | undefined): string => `${kind}/${namespace ?? CLUSTER}`;

function byKey(left: Document, right: Document): number {
  const [a, b] = [keyOf(left), keyOf(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const keyOf = ({ metadata }: Document): string => `${metadata.namespace ?? CLUSTER}/${metadata.name}`;
