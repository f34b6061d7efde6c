import type { Kind } from '#model/kinds.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import type { ObjectKey } from '#ports/objects/objects.ts';

interface State {
  readonly at: number;
  /** Undefined from when it was gone. */
  readonly object: Stored<KubernetesObject> | undefined;
}

/** What an API server holds in memory, some moments behind its store. */
export class ServerMemory {
  readonly #states = new Map<string, State[]>();

  note(kind: Kind, key: ObjectKey, object: State['object'], at: number): void {
    const name = nameOf(kind, key);
    const states = this.#states.get(name) ?? [];
    this.#states.set(name, states);
    states.push({ at, object });
  }

  /** The object as it was at a time, or as it was when it had the version, if that was later; undefined: nobody knows. */
  asOf(kind: Kind, key: ObjectKey, at: number, version: string): State | undefined {
    const states = this.#states.get(nameOf(kind, key)) ?? [];
    const seen = states.findIndex(({ object }) => object?.metadata.resourceVersion === version);
    if (seen < 0) return undefined;
    return states.slice(seen).findLast((state, index) => index === 0 || state.at <= at);
  }
}

const nameOf = (kind: Kind, { namespace, name }: ObjectKey): string => JSON.stringify([kind, namespace, name]);
