import type { Kind, Kinds } from '#model/kinds.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type {
  Applied,
  ApplyOptions,
  DeleteOptions,
  ObjectKey,
  ObjectList,
  Objects,
  Selection,
  StatusOf,
  WatchEvent,
  WatchOptions,
  WriteCondition,
} from '#ports/objects/objects.ts';
import type { Answered, Network } from './network.ts';
import { beginPass, begins } from './pass.ts';
import type { Process } from './process.ts';
import type { ObjectWrite } from './trace.ts';
import type { Connections } from './watches.ts';

const unavailable = (why: string): ObjectsError => new ObjectsError('Unavailable', why);

/** The API server as one of our processes reaches it. */
export class ObjectsPort implements Objects {
  readonly #network: Network;
  readonly #connections: Connections;
  readonly #server: Objects;
  readonly #process: Process;
  readonly #nextPass: () => number;

  constructor(options: {
    readonly network: Network;
    readonly connections: Connections;
    readonly server: Objects;
    readonly process: Process;
    readonly nextPass: () => number;
  }) {
    this.#network = options.network;
    this.#connections = options.connections;
    this.#server = options.server;
    this.#process = options.process;
    this.#nextPass = options.nextPass;
  }

  get<K extends Kind>(kind: K, key: ObjectKey): Promise<Stored<Kinds[K]> | undefined> {
    if (begins(kind)) beginPass(kind, this.#nextPass);
    return this.#call('get', kind, nameOf(key), () => ({
      answer: this.#server.get(kind, key),
      note: (found) => ({ found: found?.metadata.resourceVersion ?? 'absent' }),
    }));
  }

  list<K extends Kind>(kind: K, selection?: Selection): Promise<ObjectList<K>> {
    return this.#call('list', kind, '', () => ({ answer: this.#server.list(kind, selection) }));
  }

  watch<K extends Kind>(kind: K, options: WatchOptions): AsyncIterable<WatchEvent<K>> {
    return this.#connections.open(this.#process, options, (signal) => this.#server.watch(kind, { ...options, signal }));
  }

  apply<K extends Kind>(kind: K, object: Applied<K>, options: ApplyOptions): Promise<Stored<Kinds[K]>> {
    const key = keyOf(object.metadata);
    return this.#write('apply', kind, key, options, () => this.#server.apply(kind, object, options));
  }

  putStatus<K extends Kind>(
    kind: K,
    key: ObjectKey,
    status: NonNullable<StatusOf<K>>,
    condition: WriteCondition,
  ): Promise<Stored<Kinds[K]>> {
    return this.#write('putStatus', kind, key, condition, () => this.#server.putStatus(kind, key, status, condition));
  }

  removeFinalizer(kind: Kind, key: ObjectKey, finalizer: string, condition: WriteCondition): Promise<void> {
    return this.#write('removeFinalizer', kind, key, condition, () =>
      this.#server.removeFinalizer(kind, key, finalizer, condition),
    );
  }

  delete(kind: Kind, key: ObjectKey, options: DeleteOptions): Promise<void> {
    return this.#write('delete', kind, key, options, () => this.#server.delete(kind, key, options));
  }

  #call<Answer>(verb: string, kind: Kind, name: string, perform: () => Answered<Answer>): Promise<Answer> {
    const what = `${kind} ${name}`.trim();
    return this.#network.call({ process: this.#process, port: 'objects', verb, what, noAnswer: unavailable }, perform);
  }

  /** Nothing else happens between the three steps, since all that went on before has come to rest. */
  #write<Answer>(
    verb: ObjectWrite['verb'],
    kind: Kind,
    key: ObjectKey,
    options: { readonly ifVersion?: string | undefined; readonly fieldManager?: string },
    perform: () => Promise<Answer>,
  ): Promise<Answer> {
    let before: Stored<KubernetesObject> | undefined;
    let after: Stored<KubernetesObject> | undefined;
    const { ifVersion, fieldManager } = options;
    const answer = async (): Promise<Answer> => {
      before = await this.#server.get(kind, key);
      const result = await perform();
      after = await this.#server.get(kind, key);
      return result;
    };
    return this.#call(verb, kind, nameOf(key), () => ({
      answer: answer(),
      note: () => ({ write: { verb, kind, key, ifVersion, fieldManager, before, after } }),
    }));
  }
}

const keyOf = ({ name, namespace }: ObjectKey): ObjectKey => ({ name, ...(namespace !== undefined && { namespace }) });

const nameOf = ({ name, namespace }: ObjectKey): string => (namespace === undefined ? name : `${namespace}/${name}`);
