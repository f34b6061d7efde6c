import type { Random } from '#lib/random.ts';
import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import type { Clock } from '#ports/clock.ts';
import type { Containers } from '#ports/containers.ts';
import type { Log } from '#ports/log.ts';
import type { Objects } from '#ports/objects/objects.ts';
import type { PodLogs, PodLogStreams } from '#ports/pod-logs.ts';
import type { Timers } from '#ports/timers.ts';
import { follow } from './follow.ts';
import { KeyedWork } from './keyed-work.ts';
import { Kubelet } from './kubelet.ts';
import { reconcileWorkloads } from './workloads.ts';

export interface LocalClusterPorts {
  readonly objects: Objects;
  readonly containers: Containers;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly options?: LocalClusterOptions;
}

export interface LocalClusterOptions {
  /** How long a deleted pod that serves goes on serving once it is out of its slice; 500 when left out. */
  readonly drainMs?: number;
}

export interface LocalCluster {
  readonly podLogs: PodLogs & PodLogStreams;
  /** Stops every container and waits until they are gone; the objects stay. */
  stop(): Promise<void>;
}

const DRAIN_MS = 500;

/**
 * Local mode's kube-controller-manager and kubelet: Deployments become pods, pods become containers, and ready pods
 * come into the EndpointSlices of their Services. All it knows is in the objects: it can be started again over them.
 */
export function startLocalCluster(ports: LocalClusterPorts): LocalCluster {
  const { clock, timers, random, log, containers, objects, options = {} } = ports;
  const { drainMs = DRAIN_MS } = options;
  const kubelet = new Kubelet({ objects, containers, clock, timers, log, drainMs });
  const workload = { objects, clock, random, addressOf: (uid: string) => kubelet.addressOf(uid) };
  const namespaces: KeyedWork = new KeyedWork({ timers, log }, async (namespace) => {
    const again = await reconcileWorkloads(workload, namespace);
    if (again !== undefined) namespaces.addAfter(namespace, again);
  });
  const look = ({ metadata }: KubernetesObject) => namespaces.add(metadata.namespace ?? '');
  const watches = new AbortController();
  const followed = [
    follow(ports, 'Deployment', watches.signal, look),
    follow(ports, 'Service', watches.signal, look),
    follow(ports, 'Pod', watches.signal, (pod) => {
      kubelet.look({ name: pod.metadata.name, namespace: pod.metadata.namespace ?? '' });
      look(pod);
    }),
  ];
  return {
    podLogs: kubelet.podLogs,
    stop: async () => {
      watches.abort();
      await Promise.all(followed);
      await namespaces.stop();
      await kubelet.stop();
    },
  };
}
