import type { Kind, Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { ObjectKey, Selection } from '#ports/objects/objects.ts';

/** What became of an object. */
export interface Change<K extends Kind> {
  readonly object: Stored<Kinds[K]>;
  /** It no longer exists; this is how it was last seen. */
  readonly isGone: boolean;
}

type Place<K extends Kind> = Map<string, Stored<Kinds[K]>>;

/** The objects of one kind by namespace and name. They are kept as they are given: neither copied nor changed. */
export class ObjectStore<K extends Kind> {
  readonly #places = new Map<string, Place<K>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get({ namespace = '', name }: ObjectKey): Stored<Kinds[K]> | undefined {
    return this.#places.get(namespace)?.get(name);
  }

  /** What is in one namespace is found without looking at the others. */
  list(selection: Selection = {}): readonly Stored<Kinds[K]>[] {
    const { namespace, labels = {} } = selection;
    const places = namespace === undefined ? [...this.#places.values()] : [this.#places.get(namespace) ?? new Map()];
    const wanted = Object.entries(labels);
    return places.flatMap((place) =>
      [...place.values()].filter(({ metadata }) =>
        wanted.every(([label, value]) => metadata.labels?.[label] === value),
      ),
    );
  }

  put(object: Stored<Kinds[K]>): void {
    const { namespace = '', name } = object.metadata;
    const place = this.#places.get(namespace) ?? new Map<string, Stored<Kinds[K]>>();
    this.#places.set(namespace, place);
    if (!place.has(name)) this.#size += 1;
    place.set(name, object);
  }

  remove({ namespace = '', name }: ObjectKey): void {
    const place = this.#places.get(namespace);
    if (place?.delete(name)) this.#size -= 1;
    if (place?.size === 0) this.#places.delete(namespace);
  }

  /** What has changed from this one to a newer one; what went comes first. */
  changesTo(newer: ObjectStore<K>): readonly Change<K>[] {
    const gone = this.list().filter(({ metadata }) => newer.get(metadata) === undefined);
    const changed = newer
      .list()
      .filter(({ metadata }) => this.get(metadata)?.metadata.resourceVersion !== metadata.resourceVersion);
    return [
      ...gone.map((object) => ({ object, isGone: true })),
      ...changed.map((object) => ({ object, isGone: false })),
    ];
  }
}
