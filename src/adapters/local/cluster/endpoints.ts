import { createHash } from 'node:crypto';
import type { Stored } from '#model/kubernetes/meta.ts';
import { SERVICE_NAME_LABEL, type Pod, type Service } from '#model/kubernetes/workload.ts';
import type { Applied } from '#ports/objects/objects.ts';
import { MANAGED_BY_LABEL } from './labels.ts';
import { isReady } from './rollout.ts';

export interface Address {
  readonly ip: string;
  readonly port: number;
}

/** Who writes the slices of local mode, as the label `managed-by` says. */
export const SLICE_WRITER = 'local-cluster';

/** With a hash behind it, it still is a DNS label. */
const SERVICE_NAME_LENGTH = 50;

/** One slice for each pod that a Service selects and that listens, since every local pod has a port of its own. */
export function slicesOf(
  service: Stored<Service>,
  pods: readonly Stored<Pod>[],
  addressOf: (uid: string) => Address | undefined,
): readonly Applied<'EndpointSlice'>[] {
  return pods
    .filter((pod) => isSelected(service, pod))
    .flatMap((pod) => {
      const address = addressOf(pod.metadata.uid);
      return address ? [sliceOf(service, pod, address)] : [];
    });
}

function isSelected({ metadata, spec }: Service, pod: Pod): boolean {
  const wanted = Object.entries(spec.selector);
  if (wanted.length === 0 || pod.metadata.namespace !== metadata.namespace) return false;
  return wanted.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

function sliceOf(service: Stored<Service>, pod: Stored<Pod>, { ip, port }: Address): Applied<'EndpointSlice'> {
  const { name, namespace = '' } = service.metadata;
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const serving = isReady(pod);
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: sliceName(name, pod.metadata.uid),
      namespace,
      labels: { [SERVICE_NAME_LABEL]: name, [MANAGED_BY_LABEL]: SLICE_WRITER },
    },
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: [ip],
        conditions: { ready: serving && !terminating, serving, terminating },
        targetRef: { kind: 'Pod', name: pod.metadata.name, namespace },
      },
    ],
    ports: service.spec.ports.map((item) => ({ name: item.name, port })),
  };
}

function sliceName(service: string, uid: string): string {
  const hash = createHash('sha256').update(`${service}/${uid}`).digest('hex').slice(0, 10);
  return `${service.slice(0, SERVICE_NAME_LENGTH)}-${hash}`;
}
