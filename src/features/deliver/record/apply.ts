import type { DeliverPorts } from '#features/deliver/ports.ts';
import type { RepositoryRef } from '#model/ids.ts';
import { readRecords, type Record } from '#model/record.ts';
import type { Deployments, NewDeployment } from '#ports/github/reports.ts';
import type { ChainKey } from './gather.ts';

/**
 * Opens a record, and reads GitHub once more: another writer may have opened one of the same number (law 5).
 * @returns the record that counts for this number, and whether it is the one that was opened here
 */
export async function openRecord(
  deployments: Deployments,
  { repository, application, place }: ChainKey,
  record: NewDeployment,
): Promise<{ readonly counts: Record; readonly isOpenedHere: boolean }> {
  const created = await deployments.create(repository, record);
  const listed = await deployments.list(repository, place);
  const { newest } = readRecords([created, ...listed.filter(({ id }) => id !== created.id)], application);
  if (!newest) throw new Error(`the record ${created.id} that was just made cannot be read`);
  return { counts: newest, isOpenedHere: newest.id === created.id };
}

/** Closes a record that nothing stands for. */
export const closeRecord = (
  { github }: DeliverPorts,
  repository: RepositoryRef,
  { deploymentId, why }: { readonly deploymentId: number; readonly why: string },
): Promise<void> => github.deployments.addStatus(repository, deploymentId, { state: 'inactive', description: why });
