import type { IssueComment, PullRequest, Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { appViewOrNull } from './app.ts';
import { isoTime } from '#ports/clock.ts';
import { nodeId, timeOrNull } from './fields.ts';
import { association } from './pull-request.ts';
import { repositoryPage, repositoryUrl } from './repository.ts';
import { userView } from './user.ts';

/** GitHub's `issue-comment`, here always on a pull request. */
export function commentView(state: GitHubState, repository: Repository, comment: IssueComment) {
  const { id, issueNumber, user, body, createdAt, updatedAt } = comment;
  const url = `${repositoryUrl(state, repository)}/issues`;
  return {
    url: `${url}/comments/${id}`,
    html_url: `${repositoryPage(state, repository)}/pull/${issueNumber}#issuecomment-${id}`,
    issue_url: `${url}/${issueNumber}`,
    id,
    node_id: nodeId('IC', id),
    user: userView(state, user.login),
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
    author_association: association(repository, user.login),
    body,
    reactions: noReactions(`${url}/comments/${id}/reactions`),
    performed_via_github_app: appViewOrNull(state, user.appId),
  };
}

/** The issue that a pull request also is, as `issue_comment` events show it. */
export function issueView(state: GitHubState, repository: Repository, pullRequest: PullRequest) {
  const { id, number, author, updatedAt, closedAt, mergedAt } = pullRequest;
  const repositoryAddress = repositoryUrl(state, repository);
  const url = `${repositoryAddress}/issues/${number}`;
  const page = `${repositoryPage(state, repository)}/pull/${number}`;
  return {
    url,
    repository_url: repositoryAddress,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    id,
    node_id: nodeId('PR', id),
    number,
    title: pullRequest.title,
    user: userView(state, author),
    labels: [],
    state: pullRequest.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: repository.comments.filter(({ issueNumber }) => issueNumber === number).length,
    created_at: isoTime(pullRequest.createdAt),
    updated_at: isoTime(updatedAt),
    closed_at: timeOrNull(closedAt),
    author_association: association(repository, author),
    active_lock_reason: null,
    draft: pullRequest.draft,
    pull_request: {
      url: `${repositoryAddress}/pulls/${number}`,
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: timeOrNull(mergedAt),
    },
    body: pullRequest.body,
    reactions: noReactions(`${url}/reactions`),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
  };
}

const noReactions = (url: string) => ({
  url,
  total_count: 0,
  '+1': 0,
  '-1': 0,
  laugh: 0,
  hooray: 0,
  confused: 0,
  heart: 0,
  rocket: 0,
  eyes: 0,
});
