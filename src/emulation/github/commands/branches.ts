import { contains } from '#emulation/github/ancestry.ts';
import { takeId, withRepository, type Change, type GitHubEvent } from '#emulation/github/change.ts';
import { scene } from '#emulation/github/events/envelope.ts';
import { pullRequestEvent } from '#emulation/github/events/pull-request.ts';
import { pushEvent } from '#emulation/github/events/push.ts';
import { repositoryById, userByLogin, writableRepository } from '#emulation/github/find.ts';
import { noCommit, Refusal } from '#emulation/github/refusal.ts';
import { NO_COMMIT, own, type Activity, type Commit, type PullRequest } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { closed, merged, withPullRequests } from './pull-request-states.ts';

export interface Push {
  readonly repository: number;
  /** `main` or `refs/heads/main`. */
  readonly ref: string;
  /** The new head. */
  readonly sha: string;
  /** Those that the repository may not have yet. */
  readonly commits: readonly Commit[];
  readonly actor: string;
  /** True for a push that is not a fast-forward. */
  readonly forced?: boolean;
}

/** The name of a branch without `refs/heads/`. */
const branchOf = (ref: string): string => ref.replace(/^refs\/heads\//, '');

/** Moves a branch; open pull requests from it follow, and those whose head it now contains become merged. */
export function push(state: GitHubState, { repository: id, ref, sha, commits, actor, forced }: Push, now: number) {
  const repository = writableRepository(state, id);
  userByLogin(state, actor);
  const branch = branchOf(ref);
  const before = own(repository.branches, branch);
  if (before === sha) return { state, events: [] };
  const known = { ...repository.commits, ...Object.fromEntries(commits.map((commit) => [commit.sha, commit])) };
  if (!own(known, sha)) throw noCommit(sha);
  const kind = before === undefined ? 'branch_creation' : forced ? 'force_push' : 'push';
  const moved = withRepository(state, { ...repository, commits: known });
  return afterMove(moveBranch(moved, { repository: id, branch, after: sha, kind, actor }, now), now);
}

export interface DeleteBranch {
  readonly repository: number;
  readonly ref: string;
  readonly actor: string;
}

/** Deletes a branch; open pull requests from or to it are closed. */
export function deleteBranch(state: GitHubState, { repository: id, ref, actor }: DeleteBranch, now: number): Change {
  const repository = writableRepository(state, id);
  const branch = branchOf(ref);
  if (own(repository.branches, branch) === undefined) throw new Refusal(422, 'Reference does not exist');
  const kind = 'branch_deletion';
  return afterMove(moveBranch(state, { repository: id, branch, after: NO_COMMIT, kind, actor }, now), now);
}

interface Move {
  readonly repository: number;
  readonly branch: string;
  readonly after: string;
  readonly kind: Activity['activityType'];
  readonly actor: string;
}

interface Moved {
  readonly state: GitHubState;
  readonly repository: number;
  readonly activity: Activity;
}

/** Moves, creates or deletes a branch and writes it into the repository's activity. */
export function moveBranch(state: GitHubState, move: Move, now: number): Moved {
  const { repository: id, branch, after, kind, actor } = move;
  const taken = takeId(state);
  const repository = repositoryById(taken.state, id);
  const before = own(repository.branches, branch) ?? NO_COMMIT;
  const ref = `refs/heads/${branch}`;
  const activity: Activity = { id: taken.id, ref, before, after, timestamp: now, activityType: kind, actor };
  const { [branch]: _, ...others } = repository.branches;
  const branches = after === NO_COMMIT ? others : { ...repository.branches, [branch]: after };
  const moved = { ...repository, branches, activity: [...repository.activity, activity], pushedAt: now };
  return { state: withRepository(taken.state, moved), repository: id, activity };
}

/** What a moved branch means for the pull requests, in every repository that it is a head of. */
function afterMove({ state, repository: id, activity }: Moved, now: number): Change {
  const events: GitHubEvent[] = [pushEvent(scene(state, id, activity.actor), activity)];
  let next = state;
  for (const { id: base } of state.repositories) {
    const change = followBranch(next, base, id, activity, now);
    next = change.state;
    events.push(...change.events);
  }
  return { state: next, events };
}

function followBranch(state: GitHubState, baseId: number, movedId: number, activity: Activity, now: number): Change {
  const base = repositoryById(state, baseId);
  const touched = base.pullRequests.flatMap((before) => {
    const after = follow(state, baseId, movedId, activity, before, now);
    return after === before ? [] : [after];
  });
  if (touched.length === 0) return { state, events: [] };
  const commits = { ...base.commits, ...repositoryById(state, movedId).commits };
  const next = withPullRequests(withRepository(state, { ...base, commits }), baseId, touched);
  const where = scene(next, baseId, activity.actor);
  return {
    state: next,
    events: touched.map(({ number, state: now }) =>
      now === 'closed'
        ? pullRequestEvent(where, 'closed', number)
        : pullRequestEvent(where, 'synchronize', number, { before: activity.before, after: activity.after }),
    ),
  };
}

/** The pull request after the move; the very same object when it does not concern it. */
function follow(
  state: GitHubState,
  baseId: number,
  movedId: number,
  { ref, after, actor }: Activity,
  pullRequest: PullRequest,
  now: number,
): PullRequest {
  if (pullRequest.state === 'closed') return pullRequest;
  const { head, base } = pullRequest;
  const isHead = head.repositoryId === movedId && ref === `refs/heads/${head.ref}`;
  const isBase = baseId === movedId && ref === `refs/heads/${base.ref}`;
  if (!isHead && !isBase) return pullRequest;
  if (after === NO_COMMIT) return closed(pullRequest, now);
  if (isHead) return { ...pullRequest, head: { ...head, sha: after }, updatedAt: now };
  const { commits } = repositoryById(state, baseId);
  return contains(commits, after, head.sha) ? merged(pullRequest, after, actor, now) : pullRequest;
}
