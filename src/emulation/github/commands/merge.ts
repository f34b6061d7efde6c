import { withRepository, type Change } from '#emulation/github/change.ts';
import { scene } from '#emulation/github/events/envelope.ts';
import { pullRequestEvent } from '#emulation/github/events/pull-request.ts';
import { pushEvent } from '#emulation/github/events/push.ts';
import { pullRequestOf, userByLogin, writableRepository } from '#emulation/github/find.ts';
import { noCommit, Refusal } from '#emulation/github/refusal.ts';
import { own, type Commit } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { moveBranch } from './branches.ts';
import { merged, withPullRequests } from './pull-request-states.ts';

export interface MergePullRequest {
  readonly repository: number;
  readonly number: number;
  /** The new head of the base branch. */
  readonly mergeSha: string;
  readonly commits: readonly Commit[];
  readonly actor: string;
}

/** Merges as the button does: the base branch moves to `mergeSha`, the pull request is closed as merged. */
export function mergePullRequest(state: GitHubState, parameters: MergePullRequest, now: number): Change {
  const { repository: id, number, mergeSha, actor } = parameters;
  const repository = writableRepository(state, id);
  userByLogin(state, actor);
  const pullRequest = pullRequestOf(repository, number);
  if (pullRequest.state === 'closed' || pullRequest.draft) throw new Refusal(405, 'Pull Request is not mergeable');
  const added = Object.fromEntries(parameters.commits.map((commit) => [commit.sha, commit]));
  const commits = { ...repository.commits, ...added };
  if (!own(commits, mergeSha)) throw noCommit(mergeSha);

  const known = withRepository(state, { ...repository, commits });
  const move = { repository: id, branch: pullRequest.base.ref, after: mergeSha, kind: 'pr_merge', actor } as const;
  const moved = moveBranch(known, move, now);
  const next = withPullRequests(moved.state, id, [merged(pullRequest, mergeSha, actor, now)]);
  const where = scene(next, id, actor);
  return { state: next, events: [pushEvent(where, moved.activity), pullRequestEvent(where, 'closed', number)] };
}
