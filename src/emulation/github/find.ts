import { archived, notFound, Refusal } from './refusal.ts';
import { own, type Commit, type PullRequest, type Repository } from './repository.ts';
import type { GitHubApp, GitHubState, Installation, User } from './state.ts';

/** Lower case, as GitHub compares the names of owners and repositories. */
const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

export const findRepository = (state: GitHubState, owner: string, name: string): Repository | undefined =>
  state.repositories.find((one) => same(one.owner, owner) && same(one.name, name));

/** Throws a 404. */
export function repositoryById(state: GitHubState, id: number): Repository {
  const found = state.repositories.find((repository) => repository.id === id);
  if (!found) throw notFound();
  return found;
}

/** Throws a 404, or the 403 of an archived repository. */
export function writableRepository(state: GitHubState, id: number): Repository {
  const repository = repositoryById(state, id);
  if (repository.archived) throw archived();
  return repository;
}

/** Throws a 404. */
export function pullRequestOf(repository: Repository, number: number): PullRequest {
  const found = repository.pullRequests.find((one) => one.number === number);
  if (!found) throw notFound();
  return found;
}

/** Throws when nobody has that login. */
export function userByLogin(state: GitHubState, login: string): User {
  const found = own(state.users, login);
  if (!found) throw new Refusal(422, `There is no user ${login}`);
  return found;
}

/** Throws a 404. */
export function appById(state: GitHubState, id: number): GitHubApp {
  const found = state.apps.find((app) => app.id === id);
  if (!found) throw notFound();
  return found;
}

/** The installations that reach a repository, suspended ones too. */
export const installationsOn = (state: GitHubState, { id, owner }: Repository): readonly Installation[] =>
  state.installations.filter(
    ({ account, repositories }) => same(account, owner) && (repositories === 'all' || repositories.includes(id)),
  );

/** The commit of a branch (`main`, `heads/main`, `refs/heads/main`) or of a full SHA. */
export function commitAt(repository: Repository, ref: string): Commit | undefined {
  const branch = ref.replace(/^(refs\/)?heads\//, '');
  return own(repository.commits, own(repository.branches, branch) ?? own(repository.branches, ref) ?? ref);
}
