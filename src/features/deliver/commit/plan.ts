import type { Revision } from '#model/environment.ts';
import { firstThatHolds } from '#lib/rule.ts';
import { accepted, hasSucceeded, type RecordsWorld } from '#features/deliver/record/gather.ts';
import { reasonsToWait, type Candidate } from './rules.ts';

/** A commit with everything that starting it takes, but for its record. */
export type Start = Omit<Revision, 'deploymentId'>;

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
  return start && { ...start, deploymentId: record.id };
}
