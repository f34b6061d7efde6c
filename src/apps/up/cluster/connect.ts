import type { ClusterAccess } from '#adapters/kubernetes/transport/access.ts';
import { Client } from '#adapters/kubernetes/transport/client.ts';
import { KubernetesObjects } from '#adapters/kubernetes/objects/objects.ts';
import { kubernetesPodLogs } from '#adapters/kubernetes/pod-logs.ts';
import { forwardPort } from '#adapters/kubernetes/port-forward.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import type { PodNetwork } from '#apps/proxy/pod-network.ts';
import { silentLog, type Log } from '#ports/log.ts';
import type { Objects } from '#ports/objects/objects.ts';
import type { PodLogs, PodLogStreams } from '#ports/pod-logs.ts';

/** What a person's kubeconfig gives of a cluster. */
export interface Connected {
  readonly client: Client;
  readonly objects: Objects;
  readonly podLogs: PodLogs & PodLogStreams;
  /** Pods by port-forward. */
  readonly pods: PodNetwork;
}

const USER_AGENT = 'dm';
const random = Math.random;

/** Connections are made when they are needed; the client's `close` ends them. */
export function connect(access: ClusterAccess, log: Log = silentLog): Connected {
  const client = new Client({ access, clock, timers, random, userAgent: USER_AGENT });
  const pods: PodNetwork = {
    connect: ({ pod, port }) => {
      if (!pod) throw new Error('the endpoint slice names no pod');
      return forwardPort(access, pod, port);
    },
  };
  return {
    client,
    objects: new KubernetesObjects({ client, random, log }),
    podLogs: kubernetesPodLogs(client),
    pods,
  };
}
