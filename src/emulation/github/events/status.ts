import type { GitHubEvent } from '#emulation/github/change.ts';
import { own, type CommitStatus } from '#emulation/github/repository.ts';
import { branchesWith, commitView } from '#emulation/github/views/commit.ts';
import { fullName } from '#emulation/github/views/repository.ts';
import { statusView } from '#emulation/github/views/status.ts';
import { event, type Scene } from './envelope.ts';

/** `status`: a commit status was created. */
export function statusEvent(scene: Scene, status: CommitStatus): GitHubEvent {
  const { state, repository } = scene;
  const view = statusView(state, repository, status);
  const commit = own(repository.commits, status.sha);
  return event(scene, 'status', null, {
    id: view.id,
    sha: status.sha,
    name: fullName(repository),
    target_url: view.target_url,
    avatar_url: view.avatar_url,
    context: view.context,
    description: view.description,
    state: view.state,
    commit: commit && commitView(state, repository, commit),
    branches: branchesWith(state, repository, status.sha),
    created_at: view.created_at,
    updated_at: view.updated_at,
  });
}
