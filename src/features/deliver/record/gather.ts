import type { ApplicationName, RepositoryRef } from '#model/ids.ts';
import { readRecords, type Record, type RecordChain } from '#model/record.ts';
import type { DeploymentPlace, Deployments, DeploymentStatus } from '#ports/github/reports.ts';

/** One chain of records, by application and place. */
export interface ChainKey {
  readonly repository: RepositoryRef;
  readonly application: ApplicationName;
  readonly place: DeploymentPlace;
}

/**
 * Whether the answer can be trusted to be the newest:
 * `stale` when it lacks a record that we know of and GitHub still has, `missing` when GitHub has it no more.
 */
export type Freshness = 'fresh' | 'stale' | 'missing';

/** The records of one chain, and what became of the newest. */
export interface RecordsWorld {
  readonly chain: RecordChain;
  readonly freshness: Freshness;
  /** Newest first; of the newest record. */
  readonly statuses: readonly DeploymentStatus[];
  /** A record that another one of the same number came before, and that was not closed yet. */
  readonly openDouble: number | undefined;
}

/**
 * Reads a chain and the statuses of its newest record.
 * @param known the id of a record that the cluster has seen; an answer without it is not the newest
 */
export async function gatherRecords(
  deployments: Deployments,
  { repository, application, place }: ChainKey,
  known: number | undefined,
): Promise<RecordsWorld> {
  const listed = await deployments.list(repository, place);
  const chain = readRecords(listed, application);
  const isListed = known === undefined || listed.some(({ id }) => id === known);
  const [statuses, openDouble] = await Promise.all([
    chain.newest ? deployments.statuses(repository, chain.newest.id) : [],
    findOpen(deployments, repository, chain.doubles),
  ]);
  if (isListed) return { chain, statuses, openDouble, freshness: 'fresh' };

  const found = await deployments.get(repository, known);
  return { chain, statuses, openDouble, freshness: found ? 'stale' : 'missing' };
}

/** Doubles are rare: two writers at one moment, or a crash between two calls. */
async function findOpen(
  deployments: Deployments,
  repository: RepositoryRef,
  doubles: readonly Record[],
): Promise<number | undefined> {
  for (const { id } of doubles) {
    const [newest] = await deployments.statuses(repository, id);
    if (newest?.state !== 'inactive') return id;
  }
  return undefined;
}

/** What the newest record asks to run: nothing when it was closed, or when there is none. */
export function accepted({ chain, statuses }: RecordsWorld): RecordChain['newest'] {
  return statuses[0]?.state === 'inactive' ? undefined : chain.newest;
}

/** GitHub shows that the newest record's commit ran well here once. */
export const hasSucceeded = ({ statuses }: RecordsWorld): boolean => statuses.some(({ state }) => state === 'success');
