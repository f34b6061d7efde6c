import { existsSync } from 'node:fs';
import { ask, run } from '#dev/processes/run.ts';
import type { ClusterPlan, NodePlan } from './plan.ts';

const ip = (...args: readonly string[]) => run(['ip', ...args]);
const exists = (link: string): boolean => existsSync(`/sys/class/net/${link}`);

/** Makes the bridge that hosts the API server and joins the nodes. Does nothing that is done. @returns whether it is new */
export async function makeBridge(plan: ClusterPlan): Promise<boolean> {
  const { bridge, hostAddress } = plan;
  const isNew = !exists(bridge);
  if (isNew) await ip('link', 'add', bridge, 'type', 'bridge');
  await ip('address', 'replace', `${hostAddress}/24`, 'dev', bridge);
  await ip('link', 'set', bridge, 'up');
  await guard(plan);
  return isNew;
}

/** What comes from another machine does not get in: Linux answers on any link for every address that it has. */
async function guard({ name, bridge, nodeRange, podRange, serviceRange }: ClusterPlan): Promise<void> {
  const ranges = [nodeRange, podRange, serviceRange].join(', ');
  const rules = `
    table inet ${name} {
      chain outside {
        type filter hook prerouting priority raw; policy accept;
        iifname != { "lo", "${bridge}" } ip daddr { ${ranges} } drop
      }
    }`;
  await run(['nft', '--file', '-'], { input: `table inet ${name}\ndelete table inet ${name}\n${rules}\n` });
}

/**
 * Lays a cable from the bridge into the namespace of a node, and tells the host and the node who is where. There is no
 * default route: nothing in a node or pod reaches anything but this machine.
 * @param holder the process whose namespace it is
 */
export async function connectNode(plan: ClusterPlan, node: NodePlan, holder: number): Promise<void> {
  const { bridge, hostAddress, serviceRange } = plan;
  const inside = (...args: readonly string[]) => run(['nsenter', `--net=/proc/${holder}/ns/net`, 'ip', ...args]);
  if (!exists(node.cable)) {
    await ip('link', 'add', node.cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(holder));
  }
  await ip('link', 'set', node.cable, 'master', bridge, 'up');
  await inside('address', 'replace', `${node.address}/24`, 'dev', 'eth0');
  await inside('link', 'set', 'lo', 'up');
  await inside('link', 'set', 'eth0', 'up');
  for (const other of plan.nodes) {
    if (other !== node) await inside('route', 'replace', other.podRange, 'via', other.address);
  }
  // For the choice of a source address only: what goes there gets the address of a pod on its way out.
  await inside('route', 'replace', serviceRange, 'via', hostAddress);
  await ip('route', 'replace', node.podRange, 'via', node.address);
  if (node === plan.nodes[0]) await ip('route', 'replace', serviceRange, 'via', node.address);
}

/** The cable of a node is pulled out, or in again. */
export const setCable = async ({ cable }: NodePlan, state: 'up' | 'down'): Promise<void> =>
  void (await ip('link', 'set', cable, state));

/** Removes what the functions above have made on the host; what is inside a namespace goes with it. */
export async function removeNetwork({ name, bridge, nodes }: ClusterPlan): Promise<void> {
  for (const link of [...nodes.map(({ cable }) => cable), bridge]) {
    if (exists(link)) await ask(['ip', 'link', 'delete', link]);
  }
  await ask(['nft', 'delete', 'table', 'inet', name]);
}
