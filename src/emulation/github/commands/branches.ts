import { takeId, withRepository, type Change } from '#emulation/github/change.ts';
import { repositoryById, userByLogin, writableRepository } from '#emulation/github/find.ts';
import { noCommit, Refusal } from '#emulation/github/refusal.ts';
import { NO_COMMIT, own, type Activity, type Commit } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { afterMove, type Moved } from './follow-branch.ts';

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
  const kind = before === undefined ? 'branch_creation' : kindOfPush(forced);
  const moved = withRepository(state, { ...repository, commits: known });
  return afterMove(moveBranch(moved, { repository: id, branch, after: sha, kind, actor }, now));
}

const kindOfPush = (forced = false) => (forced ? 'force_push' : 'push');

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
  return afterMove(moveBranch(state, { repository: id, branch, after: NO_COMMIT, kind, actor }, now));
}

interface Move {
  readonly repository: number;
  readonly branch: string;
  readonly after: string;
  readonly kind: Activity['activityType'];
  readonly actor: string;
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
