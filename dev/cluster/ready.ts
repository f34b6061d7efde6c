import type { Report } from '#dev/binaries/progress.ts';
import { withHeartbeat } from '#dev/binaries/progress.ts';
import { waitFor } from '#dev/processes/wait.ts';
import type { Cluster } from './cluster.ts';

const READY_MS = 180_000;

/** Resolves when every node is Ready and names are answered. @throws `NotInTime`, `ProcessEnded` */
export async function clusterReady(cluster: Cluster, report: Report): Promise<void> {
  const { nodes } = cluster;
  let ready = 0;
  await withHeartbeat(
    report,
    `waiting for ${nodes.length} nodes`,
    () => `${ready} ready`,
    () =>
      waitFor('all nodes to be ready', READY_MS, async () => {
        for (const { kubelet, containerd } of nodes) for (const one of [kubelet, containerd]) one.demandRunning();
        ready = await readyNodes(cluster);
        return ready >= nodes.length;
      }),
  );
  await withHeartbeat(
    report,
    'waiting for DNS',
    () => '',
    () => waitFor('CoreDNS', READY_MS, async () => (await readyCopies(cluster, 'coredns')) > 0),
  );
}

async function readyNodes(cluster: Cluster): Promise<number> {
  const path = String.raw`jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}`;
  const states = await cluster.kubectl(['get', 'nodes', `--output=${path}`]);
  return states.split(' ').filter((state) => state === 'True').length;
}

async function readyCopies(cluster: Cluster, name: string): Promise<number> {
  const path = 'jsonpath={.status.readyReplicas}';
  return Number(await cluster.kubectl(['--namespace=kube-system', 'get', 'deployment', name, `--output=${path}`]));
}
