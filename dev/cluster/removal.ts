import { readFile, rm } from 'node:fs/promises';
import { lookFor } from '#adapters/local/processes/look.ts';
import { signalProcess } from '#adapters/local/processes/process-table.ts';
import { CodedError } from '#lib/coded-error.ts';
import { waitFor } from '#dev/processes/wait.ts';
import { removeCgroup } from './cgroups.ts';
import { removeNetwork } from './network.ts';
import { NODES, planOf, type ClusterPlan } from './plan.ts';

const END_MS = 30_000;

/**
 * Removes every trace of a cluster, in whatever state it is: processes, pods', links, rules, cgroups, files.
 * @throws `NotInTime` when something does not end, `MountsLeft` when removing files would reach what is mounted there
 */
export async function removeCluster(number: number, directory: string): Promise<void> {
  // As many nodes as there may be: nobody has to know how many there were.
  const plan = planOf(number, directory, NODES);
  await endProcesses(plan);
  await removeNetwork(plan);
  await waitFor('the cgroups of pods to be empty', END_MS, () =>
    plan.nodes.map(({ cgroup }) => removeCgroup(cgroup)).every(Boolean),
  );
  await demandNoMounts(directory);
  await rm(directory, { recursive: true, force: true });
}

/** All that bears the mark of the cluster or descends from what does; nobody else has either. */
async function endProcesses({ instance }: ClusterPlan): Promise<void> {
  let anchors: ReadonlyMap<number, string> = new Map();
  await waitFor('all processes of the cluster to end', END_MS, () => {
    const kin = lookFor(anchors, `${instance}/`);
    anchors = kin.anchors;
    for (const one of kin.processes) signalProcess(one, 'SIGKILL');
    return kin.processes.length === 0;
  });
}

/** Mounts of nodes are in their own namespaces and gone with them; if one were here, files of the host could be behind it. */
async function demandNoMounts(directory: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  const found = mounts.filter((path) => path.startsWith(`${directory}/`));
  if (found.length === 0) return;
  throw new CodedError('MountsLeft', `mounted below ${directory}: ${found.join(', ')}`, {
    source: 'system',
    next: 'umount them and run it again',
  });
}
