import type { Cluster } from './cluster.ts';

/** What there is and what to do with it. Pure. */
export const summaryOf = ({ nodes, url, registryAddress, kubeconfigFile }: SummaryOf, seconds: number): string => `
Kubernetes runs, ready after ${seconds.toFixed(1)} s
  nodes      ${nodes.map(({ name, zone, address }) => `${name} (${zone}, ${address})`).join(', ')}
  API server ${url}
  registry   ${registryAddress}, over http
  context    dungeon-master, in ${kubeconfigFile}

next:
  export KUBECONFIG=${kubeconfigFile}
  kubectl get nodes     (no kubectl? node_modules/.bin/node dev/binaries/main.ts kubectl says where ours is)
  make cluster-down     removes all of it`;

type SummaryOf = Pick<Cluster, 'url' | 'registryAddress' | 'kubeconfigFile'> & {
  readonly nodes: readonly Pick<Cluster['nodes'][number], 'name' | 'zone' | 'address'>[];
};
