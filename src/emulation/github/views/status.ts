import type { CommitStatus, Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { isoTime } from '#ports/clock.ts';
import { nodeId } from './fields.ts';
import { repositoryUrl, repositoryView } from './repository.ts';
import { userView } from './user.ts';

/** GitHub's `simple-commit-status`, in the combined status. */
function simpleStatusView(state: GitHubState, repository: Repository, status: CommitStatus) {
  return {
    url: `${repositoryUrl(state, repository)}/statuses/${status.sha}`,
    avatar_url: userView(state, status.creator.login).avatar_url,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: isoTime(status.createdAt),
    updated_at: isoTime(status.createdAt),
  };
}

/** GitHub's `status`. */
export const statusView = (state: GitHubState, repository: Repository, status: CommitStatus) => ({
  ...simpleStatusView(state, repository, status),
  creator: userView(state, status.creator.login),
});

/** The newest status of each context. */
export function newestStatuses({ statuses }: Repository, sha: string): readonly CommitStatus[] {
  const newest = new Map<string, CommitStatus>();
  for (const status of statuses) if (status.sha === sha) newest.set(status.context, status);
  return [...newest.values()];
}

/** Pending when there is none or one is pending; failure when one failed or erred; else success. */
function combinedState(statuses: readonly CommitStatus[]): 'failure' | 'pending' | 'success' {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure';
  return statuses.length === 0 || statuses.some(({ state }) => state === 'pending') ? 'pending' : 'success';
}

/** GitHub's `combined-commit-status` with one page of its statuses. */
export function combinedStatusView(
  state: GitHubState,
  repository: Repository,
  sha: string,
  page: readonly CommitStatus[],
) {
  const all = newestStatuses(repository, sha);
  const url = `${repositoryUrl(state, repository)}/commits/${sha}`;
  return {
    state: combinedState(all),
    statuses: page.map((status) => simpleStatusView(state, repository, status)),
    sha,
    total_count: all.length,
    repository: repositoryView(state, repository),
    commit_url: url,
    url: `${url}/status`,
  };
}
