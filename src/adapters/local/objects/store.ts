import { kinds, type Kind } from '#model/kinds.ts';
import type { ObjectKey } from '#ports/objects/objects.ts';
import { frozenCopy, type Document } from './document.ts';
import { History } from './history.ts';
import type { Claim, Claims } from './ownership.ts';

/** An object and who owns which of its fields. */
export interface Entry {
  readonly document: Document;
  readonly claims: Claims;
}

/** Plain data: what `JSON.stringify` can write and `restore` reads. */
export interface Snapshot {
  readonly revision: number;
  readonly entries: readonly {
    readonly kind: Kind;
    readonly document: Document;
    readonly claims: readonly (readonly [string, Claim])[];
  }[];
}

/** Names of namespaces are no namespace of their own. */
const CLUSTER = '';

/** The objects of all kinds under one growing revision; it knows nothing of what may be written. */
export class Store {
  readonly history: History;
  readonly #places = new Map<string, Map<string, Entry>>();
  #revision: number;

  constructor(historyLength: number, snapshot?: Snapshot) {
    this.#revision = snapshot?.revision ?? 1;
    this.history = new History(historyLength, snapshot ? this.#revision : 0);
    for (const { kind, document, claims } of snapshot?.entries ?? []) {
      this.#place(kind, document.metadata.namespace).set(document.metadata.name, {
        document: frozenCopy(document),
        claims: new Map(claims),
      });
    }
  }

  get revision(): number {
    return this.#revision;
  }

  get(kind: Kind, { name, namespace }: ObjectKey): Entry | undefined {
    return this.#places.get(placeOf(kind, namespace))?.get(name);
  }

  /** In the order of namespace and name, as etcd gives them. */
  list(kind: Kind, namespace?: string): readonly Entry[] {
    const places =
      namespace === undefined
        ? [...this.#places].filter(([place]) => place.startsWith(`${kind}/`)).map(([, entries]) => entries)
        : [this.#places.get(placeOf(kind, namespace)) ?? new Map<string, Entry>()];
    return places.flatMap((entries) => [...entries.values()]).toSorted(byKey);
  }

  /** Everything in a namespace, of every kind. */
  within(namespace: string): readonly { readonly kind: Kind; readonly document: Document }[] {
    return allKinds
      .filter((kind) => kinds[kind].namespaced)
      .flatMap((kind) => this.list(kind, namespace).map(({ document }) => ({ kind, document })));
  }

  /** Writes an object under the next revision and tells the watches. */
  put(kind: Kind, document: Document, claims: Claims): Document {
    const { name, namespace } = document.metadata;
    const place = this.#place(kind, namespace);
    const before = place.get(name)?.document;
    const after = this.#stamp(document);
    place.set(name, { document: after, claims });
    this.history.record(kind, { revision: this.#revision, before, after, removed: false });
    return after;
  }

  /** Keeps the object and its revision; only who owns what changes. */
  claim(kind: Kind, key: ObjectKey, claims: Claims): void {
    const entry = this.get(kind, key);
    if (entry) this.#place(kind, key.namespace).set(key.name, { document: entry.document, claims });
  }

  /** Takes an object away; the last that watches see of it carries the revision of the removal. */
  remove(kind: Kind, document: Document): Document {
    const { name, namespace } = document.metadata;
    const place = this.#place(kind, namespace);
    const before = place.get(name)?.document;
    place.delete(name);
    if (place.size === 0) this.#places.delete(placeOf(kind, namespace));
    const after = this.#stamp(document);
    this.history.record(kind, { revision: this.#revision, before, after, removed: true });
    return after;
  }

  snapshot(): Snapshot {
    const entries = allKinds.flatMap((kind) =>
      this.list(kind).map(({ document, claims }) => ({ kind, document, claims: [...claims] })),
    );
    return { revision: this.#revision, entries };
  }

  #stamp(document: Document): Document {
    this.#revision += 1;
    return frozenCopy({
      ...document,
      metadata: { ...document.metadata, resourceVersion: String(this.#revision) },
    });
  }

  #place(kind: Kind, namespace: string | undefined): Map<string, Entry> {
    const place = placeOf(kind, namespace);
    const known = this.#places.get(place);
    if (known) return known;
    const entries = new Map<string, Entry>();
    this.#places.set(place, entries);
    return entries;
  }
}

/** The kinds as a list; `kinds` has exactly them as its keys. */
const allKinds = Object.keys(kinds) as readonly Kind[];

const placeOf = (kind: Kind, namespace: string | undefined): string => `${kind}/${namespace ?? CLUSTER}`;

function byKey({ document: left }: Entry, { document: right }: Entry): number {
  const [a, b] = [keyOf(left), keyOf(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const keyOf = ({ metadata }: Document): string => `${metadata.namespace ?? CLUSTER}/${metadata.name}`;
