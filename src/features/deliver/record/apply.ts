import type { DeliverPorts } from '#features/deliver/ports.ts';
import type { RepositoryRef } from '#model/ids.ts';
import { readRecords, type Record } from '#model/record.ts';
import type { Deployments, GitHubDeployment, NewDeployment } from '#ports/github/reports.ts';
import type { ChainKey } from './gather.ts';

/** How often GitHub is asked for an answer that is not older than what was just written. */
const READS = 2;

/** A record that was just made, and which record counts for its number. */
export interface Opened {
  readonly record: Record;
  /**
   * Reads GitHub once more: another writer may have opened one of the same number (law 5). An answer without our own
   * record is from before it, and would hide the other's as well: it is asked for again.
   * @returns the record that counts, ours or the other's
   */
  readonly confirm: () => Promise<Record>;
}

/** Opens a record on GitHub. Throws `GitHubError`, as `confirm` does. */
export async function openRecord(deployments: Deployments, chain: ChainKey, record: NewDeployment): Promise<Opened> {
  const created = await deployments.create(chain.repository, record);
  const newestOf = (listed: readonly GitHubDeployment[]): Record => {
    const { newest } = readRecords([created, ...listed.filter(({ id }) => id !== created.id)], chain.application);
    if (newest) return newest;
    throw new Error(`the record ${created.id} that was just made cannot be read`);
  };
  return { record: newestOf([]), confirm: async () => newestOf(await listWith(deployments, chain, created.id)) };
}

async function listWith(deployments: Deployments, { repository, place }: ChainKey, wanted: number) {
  let listed = await deployments.list(repository, place);
  for (let read = 1; read < READS && listed.every(({ id }) => id !== wanted); read += 1) {
    listed = await deployments.list(repository, place);
  }
  return listed;
}

/** Closes a record that nothing stands for. */
export const closeRecord = (
  { github }: DeliverPorts,
  repository: RepositoryRef,
  { deploymentId, why }: { readonly deploymentId: number; readonly why: string },
): Promise<void> => github.deployments.addStatus(repository, deploymentId, { state: 'inactive', description: why });
