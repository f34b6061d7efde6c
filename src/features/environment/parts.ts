import type { Kinds } from '#model/kinds.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import type { Applied } from '#ports/objects/objects.ts';

/** The kinds that an environment is made of, beside its namespace: what is pruned is of these. */
export type PartKind = 'ResourceQuota' | 'LimitRange' | 'NetworkPolicy' | 'Secret' | 'Service' | 'Deployment';

/** One object of an environment, as it shall be. */
export type Part = { readonly [K in PartKind]: Applied<K> }[PartKind];

/** What there is in the namespace of an environment that is ours. */
export type Parts = { readonly [K in PartKind]: readonly Stored<Kinds[K]>[] };

/** What an environment is made of, the parts in the order in which they are applied. */
export interface Manifests {
  readonly namespace: Applied<'Namespace'>;
  readonly parts: readonly Part[];
}

export const noParts: Parts = {
  ResourceQuota: [],
  LimitRange: [],
  NetworkPolicy: [],
  Secret: [],
  Service: [],
  Deployment: [],
};

/** As the cluster has it. */
export const foundPart = (parts: Parts, kind: PartKind, name: string): Stored<KubernetesObject> | undefined =>
  parts[kind].find(({ metadata }) => metadata.name === name);
