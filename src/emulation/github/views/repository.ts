import type { Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { isoTime } from '#ports/clock.ts';
import { nodeId } from './fields.ts';
import { userView } from './user.ts';

export const fullName = ({ owner, name }: Repository): string => `${owner}/${name}`;

export const repositoryUrl = ({ origin }: GitHubState, repository: Repository): string =>
  `${origin.api}/repos/${fullName(repository)}`;

export const repositoryPage = ({ origin }: GitHubState, repository: Repository): string =>
  `${origin.html}/${fullName(repository)}`;

/** GitHub's `repository`, and by having no field that the shorter one lacks, its `minimal-repository`. */
export function repositoryView(state: GitHubState, repository: Repository) {
  const openIssues = repository.pullRequests.filter((one) => one.state === 'open').length;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: userView(state, repository.owner),
    description: null,
    fork: repository.forkOf !== null,
    ...urls(state, repository),
    created_at: isoTime(repository.createdAt),
    updated_at: isoTime(repository.updatedAt),
    pushed_at: isoTime(repository.pushedAt),
    homepage: null,
    size: 0,
    language: null,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    license: null,
    visibility: repository.private ? 'private' : 'public',
    default_branch: repository.defaultBranch,
    topics: [],
    is_template: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    has_issues: true,
    has_projects: false,
    has_downloads: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    forks_count: 0,
    forks: 0,
    open_issues_count: openIssues,
    open_issues: openIssues,
  };
}

/** GitHub's `full-repository`. */
export const fullRepositoryView = (state: GitHubState, repository: Repository) => ({
  ...repositoryView(state, repository),
  network_count: 0,
  subscribers_count: 0,
});

function urls(state: GitHubState, repository: Repository) {
  const url = repositoryUrl(state, repository);
  const page = repositoryPage(state, repository);
  const host = new URL(state.origin.html).host;
  return {
    html_url: page,
    url,
    git_url: `git://${host}/${fullName(repository)}.git`,
    ssh_url: `git@${host}:${fullName(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  };
}
