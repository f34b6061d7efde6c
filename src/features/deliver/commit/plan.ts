import type { Revision } from '#model/environment.ts';
import type { Candidate } from './rules.ts';

/** A commit with everything that starting it takes, but for its record. */
export type Start = Omit<Revision, 'deploymentId'>;

/** What starting a commit takes, or undefined when its file or image is not there. Checks are judged by the rules. */
export function startable({ commit }: Candidate): Start | undefined {
  if (commit.file.kind !== 'valid' || !commit.image) return undefined;
  const { name, digest } = commit.image;
  return { sha: commit.sha, image: name, digest, workload: commit.file.file.workload };
}
