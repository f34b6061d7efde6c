import type { EnvironmentSpec } from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { podSecurityLabels } from '#model/kinds.ts';
import type { Manifests } from '#features/environment/parts.ts';
import { networkOf } from './network.ts';
import { podSecurityOf } from './pod-security.ts';
import { containerLimits, quota } from './resources.ts';

/** Where an object of an environment is, and whose it is. */
export interface Place {
  readonly namespace: EnvironmentName;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What stands around the pods of an environment before there are any (law 7). */
export function fenceOf(place: Place, spec: EnvironmentSpec): Manifests {
  const labels = { ...place.labels, ...podSecurityLabels(podSecurityOf(spec)) };
  return {
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: place.namespace, labels } },
    parts: [
      { apiVersion: 'v1', kind: 'ResourceQuota', metadata: place, spec: { hard: quota(spec) } },
      { apiVersion: 'v1', kind: 'LimitRange', metadata: place, spec: { limits: [containerLimits(spec)] } },
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: place, spec: networkOf(spec) },
    ],
  };
}
