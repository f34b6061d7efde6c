import type { GitHubEvent } from '#emulation/github/change.ts';
import { repositoryById } from '#emulation/github/find.ts';
import type { Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { repositoryView } from '#emulation/github/views/repository.ts';
import { userView } from '#emulation/github/views/user.ts';

/** What events are built from: the state after the act, where, and the login whose act it was. */
export interface Scene {
  readonly state: GitHubState;
  readonly repository: Repository;
  readonly sender: string;
}

export const scene = (state: GitHubState, repositoryId: number, sender: string): Scene => ({
  state,
  repository: repositoryById(state, repositoryId),
  sender,
});

/** An event with what every event has. */
export function event(
  { state, repository, sender }: Scene,
  name: string,
  action: string | null,
  fields: Readonly<Record<string, unknown>>,
): GitHubEvent {
  const common = { repository: repositoryView(state, repository), sender: userView(state, sender) };
  return { name, action, repositoryId: repository.id, payload: { ...(action && { action }), ...common, ...fields } };
}
