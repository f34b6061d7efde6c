import type { CommitSha } from './ids.ts';

/** A pull request as GitHub answered when asked for this one. */
export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly title: string;
  readonly author: string;
  readonly head: CommitSha;
  readonly headBranch: string;
  readonly base: string;
  /** Its code comes from another repository, or from one that no longer exists. */
  readonly fork: boolean;
  /** ISO 8601, as GitHub gives it; later is newer. */
  readonly updatedAt: string;
}
