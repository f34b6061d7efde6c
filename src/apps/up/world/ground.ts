import type { Images } from '#ports/images.ts';
import type { Isolation } from '#ports/isolation.ts';
import type { ObjectReader, Objects } from '#ports/objects/objects.ts';
import type { PodLogStreams, PodLogs } from '#ports/pod-logs.ts';
import type { Election } from '#runtime/leadership/election.ts';
import type { PodNetwork } from '#apps/proxy/pod-network.ts';

/** What our own parts stand on: processes of this machine, or a Kubernetes cluster. */
export interface Ground {
  readonly objects: Objects;
  /** For what is read all the time. */
  readonly reader: ObjectReader;
  readonly images: Images;
  readonly podLogs: PodLogs & PodLogStreams;
  /** Decides when the controller works. */
  readonly election: Election;
  /** What is proven of the cluster's network policies. */
  readonly isolation: Isolation;
  /** How pods are reached from here. */
  readonly pods: PodNetwork;
  /** What is left of an environment, in words: empty when it is really gone. */
  readonly leftovers: (environment: string) => Promise<readonly string[]>;
}
