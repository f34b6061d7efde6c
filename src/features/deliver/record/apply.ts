import { readRecords, type Record } from '#model/record.ts';
import type { Deployments, NewDeployment } from '#ports/github/reports.ts';
import type { ChainKey } from './gather.ts';

/**
 * Opens a record, and reads GitHub once more: another writer may have opened one of the same number (law 5).
 * @returns the record that counts for this number, ours or the other's
 */
export async function openRecord(
  deployments: Deployments,
  { repository, application, place }: ChainKey,
  record: NewDeployment,
): Promise<Record> {
  const created = await deployments.create(repository, record);
  const listed = await deployments.list(repository, place);
  const { newest } = readRecords([created, ...listed.filter(({ id }) => id !== created.id)], application);
  if (!newest) throw new Error(`the record ${created.id} that was just made cannot be read`);
  return newest;
}
