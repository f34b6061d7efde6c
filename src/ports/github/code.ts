import type { Check } from '#model/checks.ts';
import type { CommitSha, RepositoryRef } from '#model/ids.ts';
import type { PullRequest } from '#model/pull-request.ts';

/** Pull requests, each read by itself. */
export interface PullRequests {
  get(repository: RepositoryRef, number: number): Promise<PullRequest>;
  /** All that are open, oldest first; absence from it proves nothing (law 2). */
  listOpen(repository: RepositoryRef): Promise<readonly PullRequest[]>;
  /** The closed ones that were changed last, newest first, at most 30. */
  listClosed(repository: RepositoryRef): Promise<readonly PullRequest[]>;
  /** The open pull requests that contain a commit. */
  ofCommit(repository: RepositoryRef, sha: CommitSha): Promise<readonly PullRequest[]>;
}

/** Files of the repository at a commit or branch. */
export interface Files {
  /** The text of a file, or undefined when the commit has no such file. */
  read(repository: RepositoryRef, ref: string, path: string): Promise<string | undefined>;
}

/** Check runs and commit statuses under the one word "check". */
export interface Checks {
  /** Of each app and name the newest. Skipped and neutral count as passed, as GitHub counts them. */
  ofCommit(repository: RepositoryRef, sha: CommitSha): Promise<readonly Check[]>;
  /** The names that GitHub requires on a branch, by protection or by rules; empty when it requires none. */
  requiredOn(repository: RepositoryRef, branch: string): Promise<readonly string[]>;
}

/** One moment at which GitHub reported a commit as head of a branch. */
export interface BranchHead {
  readonly sha: CommitSha;
  /** ISO 8601. */
  readonly at: string;
}

/** Branches, by what GitHub says their head was and is. */
export interface Branches {
  /** The heads of a branch, newest first, at most 100 (GitHub's repository activity). */
  heads(repository: RepositoryRef, branch: string): Promise<readonly BranchHead[]>;
  /** The name of the branch that pull requests go to unless they say otherwise. */
  defaultBranch(repository: RepositoryRef): Promise<string>;
}
