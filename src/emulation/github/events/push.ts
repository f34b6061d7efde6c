import { commitsBetween } from '#emulation/github/ancestry.ts';
import type { GitHubEvent } from '#emulation/github/change.ts';
import { NO_COMMIT, own, type Activity, type Commit } from '#emulation/github/repository.ts';
import { simpleCommitView } from '#emulation/github/views/commit.ts';
import { repositoryPage, repositoryView } from '#emulation/github/views/repository.ts';
import { event, type Scene } from './envelope.ts';

/** GitHub names at most 2,048 commits in a push event. */
const MOST_COMMITS = 2048;

/** `push`: a branch was created, moved or deleted. */
export function pushEvent(scene: Scene, { ref, before, after, activityType }: Activity): GitHubEvent {
  const { repository, state, sender } = scene;
  const page = repositoryPage(state, repository);
  const head = own(repository.commits, after);
  const commits = head ? commitsBetween(repository.commits, before, after).slice(-MOST_COMMITS) : [];
  return event(scene, 'push', null, {
    ref,
    before,
    after,
    created: before === NO_COMMIT,
    deleted: after === NO_COMMIT,
    forced: activityType === 'force_push',
    base_ref: null,
    compare: `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: commits.map((commit) => commitView(page, commit)),
    head_commit: head ? commitView(page, head) : null,
    pusher: { name: sender, email: null },
    repository: pushedRepository(scene),
  });
}

const commitView = (page: string, commit: Commit) => ({
  ...simpleCommitView(commit),
  distinct: true,
  url: `${page}/commit/${commit.sha}`,
  added: [],
  removed: [],
  modified: [],
});

/** Only in this event the repository has Unix times, in seconds, and other words for some fields. */
function pushedRepository({ state, repository }: Scene) {
  const view = repositoryView(state, repository);
  return {
    ...view,
    owner: { ...view.owner, name: repository.owner, email: null },
    created_at: Math.floor(repository.createdAt / 1000),
    pushed_at: Math.floor(repository.pushedAt / 1000),
    stargazers: 0,
    master_branch: repository.defaultBranch,
  };
}
