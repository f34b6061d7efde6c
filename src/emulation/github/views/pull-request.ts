import { commitsBetween } from '#emulation/github/ancestry.ts';
import type { PullRequest, Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { isoTime } from '#ports/clock.ts';
import { nodeId, timeOrNull } from './fields.ts';
import { repositoryPage, repositoryUrl, repositoryView } from './repository.ts';
import { userView } from './user.ts';

/** What GitHub says of a login's standing in a repository. */
export function association({ owner, collaborators }: Repository, login: string): string {
  if (login === owner) return 'OWNER';
  return collaborators.includes(login) ? 'COLLABORATOR' : 'NONE';
}

/** GitHub's `pull-request-simple`: what lists hold. */
export function simplePullRequestView(state: GitHubState, repository: Repository, pullRequest: PullRequest) {
  const urls = pullRequestUrls(state, repository, pullRequest);
  const { labels, author, head, base } = pullRequest;
  return {
    ...urls,
    id: pullRequest.id,
    node_id: nodeId('PR', pullRequest.id),
    number: pullRequest.number,
    state: pullRequest.state,
    locked: false,
    title: pullRequest.title,
    user: userView(state, author),
    body: pullRequest.body,
    created_at: isoTime(pullRequest.createdAt),
    updated_at: isoTime(pullRequest.updatedAt),
    closed_at: timeOrNull(pullRequest.closedAt),
    merged_at: timeOrNull(pullRequest.mergedAt),
    merge_commit_sha: pullRequest.mergeSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: labels.map(({ id, name, color }) => labelView(urls.url, id, name, color)),
    milestone: null,
    draft: pullRequest.draft,
    head: endView(state, state.repositories.find(({ id }) => id === head.repositoryId) ?? null, head, author),
    base: endView(state, repository, base, repository.owner),
    _links: links(urls),
    author_association: association(repository, author),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** GitHub's `pull-request`. Whether it can be merged is never computed: `mergeable` is null, as just after a push. */
export function pullRequestView(state: GitHubState, repository: Repository, pullRequest: PullRequest) {
  const { mergedAt, mergedBy, number, base, head } = pullRequest;
  return {
    ...simplePullRequestView(state, repository, pullRequest),
    merged: mergedAt !== null,
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: mergedBy === null ? null : userView(state, mergedBy),
    comments: repository.comments.filter(({ issueNumber }) => issueNumber === number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commitsBetween(repository.commits, base.sha, head.sha).length,
    additions: 0,
    deletions: 0,
    changed_files: 0,
  };
}

/** GitHub's `pull-request-minimal`, named by check runs; GitHub leaves out those from forks. */
export const minimalPullRequests = (state: GitHubState, repository: Repository, sha: string) =>
  repository.pullRequests
    .filter((one) => one.state === 'open' && one.head.sha === sha && one.head.repositoryId === repository.id)
    .map(({ id, number, head, base }) => {
      const url = repositoryUrl(state, repository);
      const repo = { id: repository.id, url, name: repository.name };
      return {
        id,
        number,
        url: `${url}/pulls/${number}`,
        head: { ref: head.ref, sha: head.sha, repo },
        base: { ref: base.ref, sha: base.sha, repo },
      };
    });

interface End {
  readonly ref: string;
  readonly sha: string;
}

function endView(state: GitHubState, repository: Repository | null, { ref, sha }: End, fallback: string) {
  const owner = repository?.owner ?? fallback;
  const repo = repository && repositoryView(state, repository);
  return { label: `${owner}:${ref}`, ref, sha, user: userView(state, owner), repo };
}

const labelView = (url: string, id: number, name: string, color: string) => ({
  id,
  node_id: nodeId('LA', id),
  url: `${url.replace(/\/pulls\/\d+$/, '')}/labels/${encodeURIComponent(name)}`,
  name,
  description: '',
  color,
  default: false,
});

function pullRequestUrls(state: GitHubState, repository: Repository, { number, head }: PullRequest) {
  const url = repositoryUrl(state, repository);
  const page = `${repositoryPage(state, repository)}/pull/${number}`;
  return {
    url: `${url}/pulls/${number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: `${url}/issues/${number}`,
    commits_url: `${url}/pulls/${number}/commits`,
    review_comments_url: `${url}/pulls/${number}/comments`,
    review_comment_url: `${url}/pulls/comments{/number}`,
    comments_url: `${url}/issues/${number}/comments`,
    statuses_url: `${url}/statuses/${head.sha}`,
  };
}

const links = (urls: ReturnType<typeof pullRequestUrls>) => ({
  self: { href: urls.url },
  html: { href: urls.html_url },
  issue: { href: urls.issue_url },
  comments: { href: urls.comments_url },
  review_comments: { href: urls.review_comments_url },
  review_comment: { href: urls.review_comment_url },
  commits: { href: urls.commits_url },
  statuses: { href: urls.statuses_url },
});
