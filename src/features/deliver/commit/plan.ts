import type { Revision } from '#model/environment.ts';
import type { Record } from '#model/record.ts';
import type { DeliveryWorld } from '#features/deliver/delivery.ts';
import { firstThatHolds } from '#lib/rule.ts';
import { accepted, hasSucceeded, type RecordsWorld } from '#features/deliver/record/gather.ts';
import { reasonsToWait, type Candidate } from './rules.ts';

/** A commit with everything that starting it takes, but for its record. */
export type Start = Omit<Revision, 'deploymentId' | 'asked'>;

/** A commit that shall run by a record: where a person asked for it, that one says who, and which image. */
export function startedBy(start: Start, { id, payload: { request, by, why, digest } }: Record): Revision {
  if (!request) return { ...start, deploymentId: id };
  return { ...start, digest: digest ?? start.digest, deploymentId: id, asked: { by, why } };
}

/** What starting a commit takes, or undefined when its file or image is not there. Checks are judged by the rules. */
export function startable({ commit }: Candidate): Start | undefined {
  if (commit.file.kind !== 'valid' || !commit.image) return undefined;
  const { name, digest } = commit.image;
  return { sha: commit.sha, image: name, digest, workload: commit.file.file.workload };
}

/**
 * What the records say was accepted and this cluster has yet to start: after a crash, or in a new cluster. It starts
 * because GitHub shows that it succeeded here once, or because it may start now (law 1).
 */
export function refill(candidate: Candidate | undefined, records: RecordsWorld): Revision | undefined {
  const record = records.freshness === 'missing' ? undefined : accepted(records);
  if (!candidate || !record) return undefined;
  if (!hasSucceeded(records) && firstThatHolds(reasonsToWait, candidate)) return undefined;
  const start = startable(candidate);
  return start && startedBy(start, record);
}

/**
 * Of two records of one number the lower id counts. What runs by the other one, and is the same commit, runs by the one
 * that counts: nothing starts by that.
 */
export function adopted({ environment, records }: DeliveryWorld): Revision | undefined {
  const revision = environment?.spec.revision;
  const counts = records.freshness === 'fresh' ? accepted(records) : undefined;
  const isDouble = records.chain.doubles.some(({ id }) => id === revision?.deploymentId);
  if (!revision || !counts || !isDouble || !isOfSame(revision, counts)) return undefined;
  const { deploymentId: _double, asked: _asked, ...start } = revision;
  return startedBy(start, counts);
}

const isOfSame = ({ sha, digest }: Revision, { payload }: Record): boolean =>
  payload.sha === sha && (payload.digest ?? digest) === digest;

/**
 * Of two records of one number the lower id counts, and that may be the older commit's. When this cluster runs the newer
 * one already, it is recorded once more: going back would be a rollback that nobody asked for (law 3).
 * @param isNewer whether the commit of the first record is newer than that of the second
 */
export function overtaking(
  { environment, records }: DeliveryWorld,
  isNewer: (running: Record, counts: Record) => boolean,
): Start | undefined {
  const revision = environment?.spec.revision;
  const counts = accepted(records);
  const running = records.chain.doubles.find(({ id }) => id === revision?.deploymentId);
  if (!revision || !running || !counts || !isNewer(running, counts)) return undefined;
  const { deploymentId: _double, asked: _asked, ...start } = revision;
  return start;
}
