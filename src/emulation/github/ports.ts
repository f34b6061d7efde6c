import type { Commit, Conclusion } from './repository.ts';
import type { GitHubState } from './state.ts';

/** Files of commits. */
export interface Trees {
  /** The text of a file at a commit, or undefined when the commit has no such file. */
  read(repositoryId: number, sha: string, path: string): Promise<string | undefined>;
}

export interface MergeParents {
  readonly baseSha: string;
  readonly headSha: string;
  readonly message: string;
  readonly author: Commit['author'];
  /** Milliseconds since 1970. */
  readonly date: number;
}

/** The git side of repositories. */
export interface Git extends Trees {
  /** Every branch with its commit. */
  heads(repositoryId: number): Promise<ReadonlyMap<string, string>>;
  /**
   * A commit and its ancestors without those that the known commits reach, oldest first. Where nothing is known yet, the
   * newest 100: a long history says nothing that is asked here.
   */
  commitsSince(repositoryId: number, sha: string, known: readonly string[]): Promise<readonly Commit[]>;
  /** Makes a merge commit that no branch points to yet; undefined when there is a conflict. */
  merge(repositoryId: number, parents: MergeParents): Promise<Commit | undefined>;
  /** Moves a branch if it still is where it was expected; throws otherwise. */
  moveBranch(repositoryId: number, branch: string, to: string, from: string): Promise<void>;
  /** Writes the files of a commit into an empty directory. */
  checkOut(repositoryId: number, sha: string, directory: string): Promise<void>;
}

/** Hands a webhook's request over and gives back the status of the answer; rejects when there was none in time. */
export type PostWebhook = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<number>;

/** Where the state is kept between two runs. */
export interface StateStore {
  /** Undefined when nothing was kept yet. */
  load(): Promise<GitHubState | undefined>;
  /** Keeps this state soon; of several only the newest. */
  save(state: GitHubState): void;
  /** Resolves when what was saved before is kept. Throws when that failed. */
  flush(): Promise<void>;
}

export interface CheckToRun {
  readonly repositoryId: number;
  readonly sha: string;
  /** Of the check run. */
  readonly name: string;
}

export interface CheckResult {
  readonly conclusion: Conclusion;
  readonly output: { readonly title: string; readonly summary: string };
}

/** Who runs the checks: a child process, a scheduler, or nobody. Stops when the signal aborts. */
export interface CheckRunner {
  run(check: CheckToRun, signal: AbortSignal): Promise<CheckResult>;
}
