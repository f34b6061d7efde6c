import { withRepository } from '#emulation/github/change.ts';
import { repositoryById } from '#emulation/github/find.ts';
import type { PullRequest } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';

export const closed = (pullRequest: PullRequest, now: number): PullRequest => ({
  ...pullRequest,
  state: 'closed',
  closedAt: now,
  updatedAt: now,
});

export const merged = (pullRequest: PullRequest, mergeSha: string, by: string, now: number): PullRequest => ({
  ...closed(pullRequest, now),
  mergeSha,
  mergedAt: now,
  mergedBy: by,
});

/** The state with these pull requests in the place of those with their ids. */
export function withPullRequests(
  state: GitHubState,
  repositoryId: number,
  changed: readonly PullRequest[],
): GitHubState {
  const repository = repositoryById(state, repositoryId);
  const byId = new Map(changed.map((one) => [one.id, one]));
  const pullRequests = repository.pullRequests.map((one) => byId.get(one.id) ?? one);
  return withRepository(state, { ...repository, pullRequests });
}
