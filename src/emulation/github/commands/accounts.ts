import { quiet, takeId, type Change } from '#emulation/github/change.ts';
import { invalid } from '#emulation/github/refusal.ts';
import { own } from '#emulation/github/repository.ts';
import type { GitHubState, User } from '#emulation/github/state.ts';

export interface CreateUser {
  readonly login: string;
  readonly type?: User['type'];
  /** A personal access token. */
  readonly token?: string;
}

export function createUser(state: GitHubState, { login, type = 'User', token }: CreateUser): Change {
  if (own(state.users, login)) throw invalid({ resource: 'User', field: 'login', code: 'already_exists' });
  const { id, state: next } = takeId(state);
  const user: User = { id, login, type, tokens: token === undefined ? [] : [token] };
  return quiet({ ...next, users: { ...next.users, [login]: user } });
}
