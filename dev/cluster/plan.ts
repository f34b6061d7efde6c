import { join } from 'node:path';

/** At most as many clusters on one machine, and nodes in one cluster, as there are addresses for. */
export const CLUSTERS = 16;
export const NODES = 6;
const ZONES = ['zone-a', 'zone-b', 'zone-c'] as const;

export const API_SERVER_PORT = 6443;
const REGISTRY_PORT = 5000;

/** Names, addresses and places of one cluster; all follow from its number. */
export interface ClusterPlan {
  readonly number: number;
  /** Begins the name of everything that the cluster makes outside its directory. */
  readonly name: string;
  readonly directory: string;
  /** In the environment of all its processes; see `markedProcesses`. */
  readonly instance: string;
  readonly bridge: string;
  /** Of the bridge: where the API server and the registry are. */
  readonly hostAddress: string;
  /** Addresses of the host and the nodes. */
  readonly nodeRange: string;
  /** Addresses of pods, all of them; each node has a part. */
  readonly podRange: string;
  readonly serviceRange: string;
  readonly dnsAddress: string;
  readonly registry: string;
  readonly nodes: readonly NodePlan[];
}

export interface NodePlan {
  /** As Kubernetes knows it. */
  readonly name: string;
  readonly zone: string;
  readonly address: string;
  readonly podRange: string;
  /** The end of its cable on the bridge. */
  readonly cable: string;
  /** Below each hierarchy of cgroups, without a slash. */
  readonly cgroup: string;
  readonly directory: string;
}

/**
 * Everything lies in 198.18.0.0/15, which is kept for benchmarks on one machine (RFC 2544, RFC 6890): 16 clusters, each
 * with a sixteenth of 198.18 for nodes and pods and of 198.19 for Services. Pure.
 */
export function planOf(number: number, directory: string, nodes: number): ClusterPlan {
  const name = `dm${number}`;
  const base = 16 * number;
  const hostAddress = `198.18.${base}.1`;
  return {
    number,
    name,
    directory,
    instance: `cluster-${number}`,
    bridge: name,
    hostAddress,
    nodeRange: `198.18.${base}.0/24`,
    podRange: `198.18.${base + 8}.0/21`,
    serviceRange: `198.19.${base}.0/20`,
    dnsAddress: `198.19.${base}.10`,
    registry: `${hostAddress}:${REGISTRY_PORT}`,
    nodes: Array.from({ length: nodes }, (_, index) => nodeOf(name, base, directory, index)),
  };
}

function nodeOf(cluster: string, base: number, directory: string, index: number): NodePlan {
  const name = `node${index + 1}`;
  return {
    name,
    zone: ZONES[index % ZONES.length] ?? ZONES[0],
    address: `198.18.${base}.${11 + index}`,
    podRange: `198.18.${base + 8 + index}.0/24`,
    cable: `${cluster}n${index + 1}`,
    cgroup: `${cluster}-${name}`,
    directory: join(directory, name),
  };
}
