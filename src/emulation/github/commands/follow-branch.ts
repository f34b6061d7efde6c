import { contains } from '#emulation/github/ancestry.ts';
import { withRepository, type Change, type GitHubEvent } from '#emulation/github/change.ts';
import { scene, type Scene } from '#emulation/github/events/envelope.ts';
import { pullRequestEvent } from '#emulation/github/events/pull-request.ts';
import { pushEvent } from '#emulation/github/events/push.ts';
import { repositoryById } from '#emulation/github/find.ts';
import { NO_COMMIT, type Activity, type PullRequest, type Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { closed, merged, withPullRequests } from './pull-request-states.ts';

export interface Moved {
  readonly state: GitHubState;
  readonly repository: number;
  readonly activity: Activity;
}

/** What a moved branch means for the pull requests, in every repository that it is a head of. */
export function afterMove(move: Moved): Change {
  const { state, repository, activity } = move;
  const events: GitHubEvent[] = [pushEvent(scene(state, repository, activity.actor), activity)];
  let next = state;
  for (const { id } of state.repositories) {
    const change = followIn(repositoryById(next, id), { ...move, state: next });
    next = change.state;
    events.push(...change.events);
  }
  return { state: next, events };
}

/** The same for the pull requests to one repository. */
function followIn(base: Repository, move: Moved): Change {
  const touched = base.pullRequests.flatMap((before) => {
    const after = follow(before, base, move);
    return after === before ? [] : [after];
  });
  if (touched.length === 0) return { state: move.state, events: [] };
  const commits = { ...base.commits, ...repositoryById(move.state, move.repository).commits };
  const next = withPullRequests(withRepository(move.state, { ...base, commits }), base.id, touched);
  const where = scene(next, base.id, move.activity.actor);
  return { state: next, events: touched.map((one) => followedEvent(where, one, move.activity)) };
}

/** The pull request after the move; the very same object when it does not concern it. */
function follow(pullRequest: PullRequest, { id, commits }: Repository, { repository, activity }: Moved): PullRequest {
  const { state, head, base } = pullRequest;
  const { ref, after, timestamp, actor } = activity;
  const isHead = head.repositoryId === repository && ref === `refs/heads/${head.ref}`;
  const isBase = id === repository && ref === `refs/heads/${base.ref}`;
  if (state === 'closed' || !(isHead || isBase)) return pullRequest;
  if (after === NO_COMMIT) return closed(pullRequest, timestamp);
  if (isHead) return { ...pullRequest, head: { ...head, sha: after }, updatedAt: timestamp };
  return contains(commits, after, head.sha) ? merged(pullRequest, after, actor, timestamp) : pullRequest;
}

const followedEvent = (where: Scene, { number, state }: PullRequest, { before, after }: Activity): GitHubEvent =>
  state === 'closed'
    ? pullRequestEvent(where, 'closed', number)
    : pullRequestEvent(where, 'synchronize', number, { before, after });
