import type { ApplicationName, RepositoryRef } from '#model/ids.ts';
import { opensAttempt } from '#model/acts.ts';
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

/** The records of one chain, and what became of the attempt that counts. */
export interface RecordsWorld {
  readonly chain: RecordChain;
  readonly freshness: Freshness;
  /** Newest first; of the attempt that counts. */
  readonly statuses: readonly DeploymentStatus[];
  /** GitHub shows that the commit of the attempt that counts ran well here by an earlier record of it. */
  readonly ranBefore: boolean;
  /** A record that starts nothing and was not closed yet: a double, or an act that deploys nothing. */
  readonly unclosed: number | undefined;
}

/**
 * Reads a chain and the statuses of the attempt that counts.
 * @param known the id of a record that the cluster has seen; an answer without it is not the newest
 */
export async function gatherRecords(
  deployments: Deployments,
  { repository, application, place }: ChainKey,
  known: number | undefined,
): Promise<RecordsWorld> {
  const { listed, statusesOf } = await listBesideStatuses(deployments, { repository, place }, known);
  const chain = readRecords(listed, application);
  const isListed = known === undefined || listed.some(({ id }) => id === known);
  const [statuses, unclosed] = await Promise.all([
    chain.attempt ? statusesOf(chain.attempt.id) : [],
    findOpen(deployments, repository, startNothing(chain)),
  ]);
  const ranBefore = await hasRunBefore(deployments, repository, chain, statuses);
  const world = { chain, statuses, ranBefore, unclosed };
  if (isListed) return { ...world, freshness: 'fresh' };

  const found = await deployments.get(repository, known);
  return { ...world, freshness: found ? 'stale' : 'missing' };
}

/** The known record is most often the attempt that counts: its statuses are read beside the list, not behind it. */
async function listBesideStatuses(
  deployments: Deployments,
  { repository, place }: Omit<ChainKey, 'application'>,
  known: number | undefined,
) {
  const early = known === undefined ? undefined : deployments.statuses(repository, known);
  // Of a record that is gone there are none, and then nobody asks for them.
  early?.catch(() => undefined);
  const statusesOf = (id: number) => (early && id === known ? early : deployments.statuses(repository, id));
  return { listed: await deployments.list(repository, place), statusesOf };
}

/** A redeploy may have been recorded before the record that it repeats had its verdict, so that its own state lacks it. */
async function hasRunBefore(
  deployments: Deployments,
  repository: RepositoryRef,
  { attempt, winners }: RecordChain,
  statuses: readonly DeploymentStatus[],
): Promise<boolean> {
  if (attempt?.payload.act !== 'redeploy' || isPassed(statuses)) return false;
  const { sha, seq, state } = attempt.payload;
  if (sha === null || state.passed.includes(sha)) return false;
  const before = winners.find(({ payload }) => payload.sha === sha && payload.seq < seq && opensAttempt(payload.act));
  return before !== undefined && isPassed(await deployments.statuses(repository, before.id));
}

/** Doubles are rare: two writers at one moment, or a crash between two calls. Acts that deploy nothing are, too. */
const startNothing = ({ newest, doubles }: RecordChain): readonly Record[] =>
  newest && !opensAttempt(newest.payload.act) ? [newest, ...doubles] : doubles;

async function findOpen(
  deployments: Deployments,
  repository: RepositoryRef,
  records: readonly Record[],
): Promise<number | undefined> {
  for (const { id } of records) {
    const [newest] = await deployments.statuses(repository, id);
    if (newest?.state !== 'inactive') return id;
  }
  return undefined;
}

/** The attempt that the records ask to run: nothing when it was closed or deleted, or when there is none. */
export function accepted({ chain, statuses }: RecordsWorld): RecordChain['attempt'] {
  return statuses[0]?.state === 'inactive' ? undefined : chain.attempt;
}

/** GitHub shows a success of the attempt that counts. */
export const passedItself = ({ statuses }: RecordsWorld): boolean => isPassed(statuses);

const isPassed = (statuses: readonly DeploymentStatus[]): boolean => statuses.some(({ state }) => state === 'success');

/** GitHub shows that the commit of the attempt that counts ran well here once, by that attempt or by an earlier one. */
export function hasSucceeded(records: RecordsWorld): boolean {
  const { sha, state } = records.chain.attempt?.payload ?? {};
  return passedItself(records) || records.ranBefore || state?.passed.some((one) => one === sha) === true;
}
