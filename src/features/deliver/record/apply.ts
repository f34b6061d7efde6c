import type { DeliverPorts } from '#features/deliver/ports.ts';
import type { RepositoryRef } from '#model/ids.ts';
import { readRecords, type Record } from '#model/record.ts';
import type { Deployments, NewDeployment } from '#ports/github/reports.ts';
import type { ChainKey } from './gather.ts';

/** How often GitHub is asked for an answer that is not older than what was just written. */
const READS = 2;

/**
 * Opens a record, and reads GitHub once more: another writer may have opened one of the same number (law 5). An answer
 * without our own record is from before it, and would hide the other's as well: it is asked for again.
 * @returns the record that counts for this number, ours or the other's
 */
export async function openRecord(deployments: Deployments, chain: ChainKey, record: NewDeployment): Promise<Record> {
  const created = await deployments.create(chain.repository, record);
  const listed = await listWith(deployments, chain, created.id);
  const { newest } = readRecords([created, ...listed.filter(({ id }) => id !== created.id)], chain.application);
  if (!newest) throw new Error(`the record ${created.id} that was just made cannot be read`);
  return newest;
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
