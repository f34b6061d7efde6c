import { strict as assert } from 'node:assert';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import type { CommitSha, RepositoryRef } from '#model/ids.ts';
import { codeContract } from './code.contract.ts';
import { failureContract } from './failures.contract.ts';
import type { GitHub } from './github.ts';
import type { DeploymentPlace } from './reports.ts';
import { reportsContract } from './reports.contract.ts';

/** What people and their tools do on GitHub while we look on. */
export interface GitHubWorld {
  /** Has a branch `main` with one commit, and our App may read and write it. */
  readonly repository: RepositoryRef;
  /** Adds a commit with these files to a branch; one that is new begins at `main`. */
  push(branch: string, files?: Readonly<Record<string, string>>): Promise<CommitSha>;
  deleteBranch(branch: string): Promise<void>;
  /** From a branch to `main`. */
  openPullRequest(branch: string): Promise<number>;
  openPullRequestFromFork(): Promise<number>;
  closePullRequest(number: number): Promise<void>;
  mergePullRequest(number: number): Promise<CommitSha>;
  /** A check run of GitHub Actions; in progress when no conclusion is given. */
  check(sha: CommitSha, name: string, conclusion?: 'success' | 'failure' | 'skipped' | 'cancelled'): Promise<void>;
  /** A commit status of somebody else. */
  status(sha: CommitSha, context: string, state: 'pending' | 'success' | 'failure' | 'error'): Promise<void>;
  protect(branch: string, checks: readonly string[]): Promise<void>;
  /** A GitHub deployment that somebody else makes. */
  deploy(sha: CommitSha, place: DeploymentPlace): Promise<number>;
  /** A comment of somebody else. */
  comment(pullRequest: number, body: string): Promise<void>;
  archive(): Promise<void>;
  suspendApp(): Promise<void>;
  deleteRepository(): Promise<void>;
}

export interface GitHubBench {
  readonly github: GitHub;
  readonly world: GitHubWorld;
  close(): Promise<void>;
}

/** The bench of the test that runs now. */
export type UseBench = () => GitHubBench;

/** One sentence of the contract, and what shows it. */
export type Scenario = (sentence: string, run: () => Promise<void>) => void;

/**
 * What every implementation of the GitHub port must do, on a GitHub of its own for each test.
 * @param name says which implementation
 * @param differences sentences that do not hold on this GitHub, and why; each must be seen not to hold
 */
export function githubContract(
  name: string,
  makeBench: () => Promise<GitHubBench>,
  differences: Readonly<Record<string, string>> = {},
): void {
  describe(`the GitHub port on ${name}`, () => {
    let bench: GitHubBench | undefined;
    beforeEach(async () => {
      bench = await makeBench();
    });
    afterEach(async () => {
      await bench?.close();
      bench = undefined;
    });
    const use: UseBench = () => {
      if (!bench) throw new Error('the bench is used outside of a test');
      return bench;
    };
    const sentences = new Set<string>();
    const scenario: Scenario = (sentence, run) => {
      sentences.add(sentence);
      const why = differences[sentence];
      if (why === undefined) test(sentence, run);
      else
        test(`not here (${why}): ${sentence}`, () => assert.rejects(run, `"${sentence}" holds: it is no difference`));
    };
    codeContract(use, scenario);
    reportsContract(use, scenario);
    failureContract(use, scenario);
    after(() => {
      const unknown = Object.keys(differences).filter((sentence) => !sentences.has(sentence));
      assert.deepEqual(unknown, [], 'differences about sentences that are not in the contract');
    });
  });
}
