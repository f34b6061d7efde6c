import type { Cluster } from './cluster.ts';

type SummaryOf = Pick<Cluster, 'url' | 'registryAddress' | 'kubeconfigFile'> & {
  readonly nodes: readonly Pick<Cluster['nodes'][number], 'name' | 'zone' | 'address'>[];
};

/** What there is and what to do with it. Pure. @param seconds undefined when it ran before */
export const summaryOf = (cluster: SummaryOf, seconds: number | undefined): string => `
Kubernetes ${seconds === undefined ? 'runs already' : `runs, ready after ${seconds.toFixed(1)} s`}
  nodes      ${cluster.nodes.map(({ name, zone, address }) => `${name} (${zone}, ${address})`).join(', ')}
  API server ${cluster.url}
  registry   ${cluster.registryAddress}, over http
  context    dungeon-master, in ${cluster.kubeconfigFile}

next:
  export KUBECONFIG=${cluster.kubeconfigFile}
  kubectl get nodes     (no kubectl? node_modules/.bin/node dev/binaries/main.ts kubectl says where ours is)
  make cluster-down     removes all of it`;
