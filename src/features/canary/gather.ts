import type { NetworkPolicy } from '#model/kubernetes/fence.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Namespace, Pod } from '#model/kubernetes/workload.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { CANARY_NAMESPACE } from './render.ts';

export interface CanaryPorts {
  readonly objects: Objects;
}

/** The canary's namespace and all that is in it, as the server has it. */
export interface CanaryWorld {
  readonly namespace: Stored<Namespace> | undefined;
  readonly policies: readonly Stored<NetworkPolicy>[];
  readonly pods: readonly Stored<Pod>[];
}

/** Throws `ObjectsError`. */
export async function gatherCanary({ objects }: CanaryPorts): Promise<CanaryWorld> {
  const within = { namespace: CANARY_NAMESPACE };
  const [namespace, policies, pods] = await Promise.all([
    objects.get('Namespace', { name: CANARY_NAMESPACE }),
    objects.list('NetworkPolicy', within),
    objects.list('Pod', within),
  ]);
  return { namespace, policies: policies.items, pods: pods.items };
}
