import type { Kind, Kinds } from '#model/kinds.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import { isObjectsError, ObjectsError } from '#ports/objects/errors.ts';
import {
  ABSENT,
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
import type { ApiRequest } from '#adapters/kubernetes/transport/request.ts';
import { listAll } from './list.ts';
import { objectPath } from './paths.ts';
import { readable, readableOrNone } from './readable.ts';
import { watchFrom, type WatchPorts } from './watch.ts';

const APPLY_PATCH = 'application/apply-patch+yaml';
const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
/** etcd's revision before its first write: no object has it, and the server takes it for one that does not exist. */
const NO_OBJECTS_VERSION = '1';

/** The objects of a Kubernetes API server, under the contract of the port. */
export class KubernetesObjects implements Objects {
  readonly #ports: WatchPorts;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  async get<K extends Kind>(kind: K, key: ObjectKey): Promise<Stored<Kinds[K]> | undefined> {
    try {
      return readable(kind, await this.#read(kind, key));
    } catch (error) {
      if (isObjectsError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async list<K extends Kind>(kind: K, selection: Selection = {}): Promise<ObjectList<K>> {
    const { items, metadata } = await listAll(this.#ports.client, kind, selection);
    const { log } = this.#ports;
    const read = items.map((item) => readableOrNone(kind, item, log)).filter((item) => item !== undefined);
    return { items: read as Stored<Kinds[K]>[], resourceVersion: metadata.resourceVersion };
  }

  watch<K extends Kind>(kind: K, options: WatchOptions): AsyncIterable<WatchEvent<K>> {
    return watchFrom(this.#ports, kind, options) as AsyncIterable<WatchEvent<K>>;
  }

  async apply<K extends Kind>(kind: K, object: Applied<K>, options: ApplyOptions): Promise<Stored<Kinds[K]>> {
    const { fieldManager, force = true } = options;
    return this.#write<K>(kind, {
      method: 'PATCH',
      path: objectPath(kind, object.metadata),
      query: { fieldManager, force: String(force) },
      contentType: APPLY_PATCH,
      body: { ...object, metadata: { ...object.metadata, ...conditionOf(options) } },
    });
  }

  async putStatus<K extends Kind>(
    kind: K,
    key: ObjectKey,
    status: NonNullable<StatusOf<K>>,
    { ifVersion }: WriteCondition,
  ): Promise<Stored<Kinds[K]>> {
    return this.#write<K>(kind, {
      method: 'PATCH',
      path: objectPath(kind, key, 'status'),
      query: { fieldManager: UPDATER },
      contentType: JSON_PATCH,
      body: [
        { op: 'replace', path: '/metadata/resourceVersion', value: ifVersion },
        { op: 'add', path: '/status', value: status },
      ],
    });
  }

  async removeFinalizer(kind: Kind, key: ObjectKey, finalizer: string, { ifVersion }: WriteCondition): Promise<void> {
    const { metadata } = await this.#read(kind, key);
    if (metadata.resourceVersion !== ifVersion) {
      const found = `it is at ${metadata.resourceVersion}`;
      throw new ObjectsError('Conflict', `${kind} ${key.name}: expected resourceVersion ${ifVersion}: ${found}`);
    }
    const { finalizers = [] } = metadata;
    if (!finalizers.includes(finalizer)) return;
    await this.#ports.client.call({
      method: 'PATCH',
      path: objectPath(kind, key),
      query: { fieldManager: UPDATER },
      contentType: MERGE_PATCH,
      body: { metadata: { resourceVersion: ifVersion, finalizers: finalizers.filter((one) => one !== finalizer) } },
    });
  }

  async delete(kind: Kind, key: ObjectKey, { ifUid, ifVersion }: DeleteOptions): Promise<void> {
    const preconditions = { uid: ifUid, ...(ifVersion !== undefined && { resourceVersion: ifVersion }) };
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions, propagationPolicy: 'Background' };
    try {
      await this.#ports.client.call({ method: 'DELETE', path: objectPath(kind, key), body });
    } catch (error) {
      if (!isObjectsError(error, 'NotFound')) throw error;
    }
  }

  /** As the server has it, also what cannot be read. */
  async #read<K extends Kind>(kind: K, key: ObjectKey): Promise<Stored<Kinds[K]>> {
    return (await this.#ports.client.call({ method: 'GET', path: objectPath(kind, key) })) as Stored<Kinds[K]>;
  }

  async #write<K extends Kind>(kind: K, request: ApiRequest): Promise<Stored<Kinds[K]>> {
    return readable(kind, (await this.#ports.client.call(request)) as Stored<Kinds[K]>);
  }
}

/** The condition as metadata of what is applied. */
function conditionOf({ ifVersion, ifUid }: ApplyOptions): Partial<KubernetesObject['metadata']> {
  if (ifVersion === undefined) return {};
  if (ifVersion === ABSENT) return { resourceVersion: NO_OBJECTS_VERSION };
  return { resourceVersion: ifVersion, ...(ifUid !== undefined && { uid: ifUid }) };
}
