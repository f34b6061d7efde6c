import { equal } from '#lib/equal.ts';
import type { Random } from '#lib/random.ts';
import { HOME_NAMESPACE, type Kind, type Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Clock } from '#ports/clock.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import {
  UPDATER,
  type Applied,
  type ApplyOptions,
  type DeleteOptions,
  type ObjectKey,
  type ObjectList,
  type Objects,
  type Selection,
  type StatusOf,
  type WatchEvent,
  type WatchOptions,
  type WriteCondition,
} from '#ports/objects/objects.ts';
import { checkKey, checkKind } from './admission.ts';
import { applyObject } from './apply.ts';
import { deleteObject, putOrRelease } from './deletion.ts';
import { frozenCopy, type Document } from './document.ts';
import { Store, type Snapshot } from './store.ts';
import { selects, watchFrom, type DocumentEvent } from './watch.ts';
import { updated } from './update.ts';
import { uuidFrom } from './uuid.ts';
import type { WritePorts } from './writes.ts';

export interface LocalObjectsOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** How many changes of each kind a watch can go back; 1000 when left out. */
  readonly historyLength?: number;
  /** Where an earlier store left off. */
  readonly snapshot?: Snapshot;
}

const HISTORY_LENGTH = 1000;
/** Kinds that have no status subresource. */
const WITHOUT_STATUS: ReadonlySet<Kind> = new Set<Kind>(['Service', 'EndpointSlice', 'Lease', 'Event']);

/**
 * An API server in memory: what it gives is deeply frozen. It settles in microtasks alone, never by timers, since the
 * simulation runs on it.
 */
export const createLocalObjects = (options: LocalObjectsOptions): LocalObjects => new LocalObjects(options);

/** Local mode's API server. */
export class LocalObjects implements Objects {
  readonly #ports: WritePorts;

  constructor({ clock, random, historyLength = HISTORY_LENGTH, snapshot }: LocalObjectsOptions) {
    const store = new Store(historyLength, snapshot);
    this.#ports = { store, clock, newUid: () => uuidFrom(random) };
    if (store.get('Namespace', { name: HOME_NAMESPACE })) return;
    const home = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: HOME_NAMESPACE } };
    applyObject(this.#ports, 'Namespace', home, { fieldManager: 'kube-apiserver' });
  }

  /** Everything as plain data; a watch that goes on from an earlier version finds `Expired`. */
  snapshot(): Snapshot {
    return this.#ports.store.snapshot();
  }

  async get<K extends Kind>(kind: K, key: ObjectKey): Promise<Stored<Kinds[K]> | undefined> {
    checkKey(kind, key);
    const found = this.#ports.store.get(kind, key);
    return found && typed<K>(found);
  }

  async list<K extends Kind>(kind: K, selection: Selection = {}): Promise<ObjectList<K>> {
    checkKind(kind);
    const { store } = this.#ports;
    const items = store
      .list(kind, selection.namespace)
      .filter((document) => selects(selection, document))
      .map((document) => typed<K>(document));
    return { items, resourceVersion: String(store.revision) };
  }

  watch<K extends Kind>(kind: K, options: WatchOptions): AsyncIterable<WatchEvent<K>> {
    return typedEvents<K>(watchFrom(this.#ports.store, kind, options));
  }

  async apply<K extends Kind>(kind: K, object: Applied<K>, options: ApplyOptions): Promise<Stored<Kinds[K]>> {
    checkKind(kind);
    return typed<K>(applyObject(this.#ports, kind, object, options));
  }

  async putStatus<K extends Kind>(
    kind: K,
    key: ObjectKey,
    status: NonNullable<StatusOf<K>>,
    condition: WriteCondition,
  ): Promise<Stored<Kinds[K]>> {
    checkKind(kind);
    if (WITHOUT_STATUS.has(kind)) throw new ObjectsError('Invalid', `${kind} ${key.name}: the kind has no status`);
    const before = this.#current(kind, key, condition);
    const after = { ...before, status: frozenCopy(status) };
    if (equal(before, after)) return typed<K>(before);
    const writer = { manager: UPDATER, subresource: 'status' };
    const { store, clock } = this.#ports;
    return typed<K>(store.put(kind, updated(clock, kind, { before, after }, writer)));
  }

  async removeFinalizer(kind: Kind, key: ObjectKey, finalizer: string, condition: WriteCondition): Promise<void> {
    const before = this.#current(kind, key, condition);
    const { finalizers = [], ...metadata } = before.metadata;
    const left = finalizers.filter((item) => item !== finalizer);
    if (left.length === finalizers.length) return;
    const after = { ...before, metadata: { ...metadata, ...(left.length > 0 && { finalizers: left }) } };
    putOrRelease(this.#ports, kind, updated(this.#ports.clock, kind, { before, after }, { manager: UPDATER }));
  }

  async delete(kind: Kind, key: ObjectKey, { ifUid, ifVersion }: DeleteOptions): Promise<void> {
    checkKey(kind, key);
    const document = this.#ports.store.get(kind, key);
    if (!document) return;
    const { uid } = document.metadata;
    if (uid !== ifUid) throw new ObjectsError('Conflict', `${kind} ${key.name}: is another object, of uid ${uid}`);
    if (ifVersion !== undefined) checkVersion(kind, document, { ifVersion });
    deleteObject(this.#ports, kind, document);
  }

  /** The object that a write is for. Throws `Invalid`, `NotFound`, `Conflict`. */
  #current(kind: Kind, key: ObjectKey, condition: WriteCondition): Document {
    checkKey(kind, key);
    const found = this.#ports.store.get(kind, key);
    if (!found) throw new ObjectsError('NotFound', `${kind} ${key.name}: there is no such object`);
    checkVersion(kind, found, condition);
    return found;
  }
}

function checkVersion(kind: Kind, { metadata }: Document, { ifVersion }: WriteCondition): void {
  if (metadata.resourceVersion === ifVersion) return;
  const found = `it is at ${metadata.resourceVersion}`;
  throw new ObjectsError('Conflict', `${kind} ${metadata.name}: expected resourceVersion ${ifVersion}: ${found}`);
}

/** The store is filled through typed verbs alone, each under its own kind. */
const typed = <K extends Kind>(document: Document): Stored<Kinds[K]> => document as unknown as Stored<Kinds[K]>;

const typedEvents = <K extends Kind>(events: AsyncIterable<DocumentEvent>): AsyncIterable<WatchEvent<K>> =>
  events as unknown as AsyncIterable<WatchEvent<K>>;
