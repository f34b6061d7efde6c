import type { Repository } from './repository.ts';
import type { GitHubState } from './state.ts';

/** Something that happened, as GitHub's webhooks tell it; `payload` still lacks the installation. */
export interface GitHubEvent {
  readonly name: string;
  readonly action: string | null;
  /** Null for what concerns an App only. */
  readonly repositoryId: number | null;
  /** The App that is told, whatever it subscribes to; else those that do and are installed there. */
  readonly appId?: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a command made of a state. */
export interface Change {
  readonly state: GitHubState;
  readonly events: readonly GitHubEvent[];
}

export const quiet = (state: GitHubState): Change => ({ state, events: [] });

/** The next unused id, and the state in which it is used. */
export const takeId = (state: GitHubState): { id: number; state: GitHubState } => ({
  id: state.nextId,
  state: { ...state, nextId: state.nextId + 1 },
});

/** The state with this repository in the place of the one with its id, or added. */
export function withRepository(state: GitHubState, repository: Repository): GitHubState {
  const known = state.repositories.some(({ id }) => id === repository.id);
  if (!known) return { ...state, repositories: [...state.repositories, repository] };
  return { ...state, repositories: replaced(state.repositories, repository) };
}

/** The list with this item in the place of the one with its id. */
export const replaced = <Item extends { readonly id: number }>(items: readonly Item[], item: Item): readonly Item[] =>
  items.map((other) => (other.id === item.id ? item : other));
