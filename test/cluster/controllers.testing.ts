import { readdirSync, readFileSync } from 'node:fs';
import type { Cluster } from '#dev/cluster/cluster.ts';
import { waitFor } from '#dev/processes/wait.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';

const MINUTE_MS = 60_000;

/** The process of a controller's pod, as this machine sees it. */
export interface ControllerProcess {
  readonly pod: string;
  readonly id: number;
}

/** Every controller that runs. Nodes are namespaces of this machine, so that its pods are processes of ours. */
function controllers(): readonly ControllerProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => textOf(id, 'cmdline').includes('/app/dungeon-master.mjs\0controller'))
    .map((id) => ({ id, pod: /(?:^|\0)POD_NAME=([^\0]*)/.exec(textOf(id, 'environ'))?.[1] ?? '' }))
    .filter(({ pod }) => pod !== '');
}

function textOf(id: number, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Waits for a controller that leads, other than those that are named. */
export async function leader(cluster: Cluster, ...besides: readonly ControllerProcess[]): Promise<ControllerProcess> {
  let leading: ControllerProcess | undefined;
  await waitFor('a controller that leads', MINUTE_MS, async () => {
    const held = await holder(cluster);
    const [pod = ''] = held.split('_');
    leading = controllers().find((one) => one.pod === pod && besides.every(({ id }) => id !== one.id));
    if (leading) return true;
    throw new Error(`the lease is held by "${held}"`);
  });
  return leading ?? Promise.reject(new Error('nobody leads'));
}

const holder = (cluster: Cluster): Promise<string> =>
  cluster.kubectl([
    'get',
    'lease',
    `--namespace=${HOME_NAMESPACE}`,
    '--output=jsonpath={.items[*].spec.holderIdentity}',
  ]);
