import { quiet, takeId, withRepository, type Change } from '#emulation/github/change.ts';
import { findRepository, repositoryById, userByLogin } from '#emulation/github/find.ts';
import { invalid } from '#emulation/github/refusal.ts';
import type { Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';

export interface CreateRepository {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch?: string;
  readonly private?: boolean;
  readonly collaborators?: readonly string[];
  /** The repository that this one is a fork of; it begins with the same commits and branches. */
  readonly forkOf?: number;
}

const empty = {
  archived: false,
  lastNumber: 0,
  branches: {},
  requiredContexts: {},
  activity: [],
  commits: {},
  pullRequests: [],
  checkSuites: [],
  checkRuns: [],
  statuses: [],
  deployments: [],
  deploymentStatuses: [],
  comments: [],
} satisfies Partial<Repository>;

export function createRepository(state: GitHubState, parameters: CreateRepository, now: number): Change {
  const { owner, name, forkOf } = parameters;
  userByLogin(state, owner);
  if (findRepository(state, owner, name))
    throw invalid({ resource: 'Repository', code: 'custom', field: 'name', message: 'name already exists' });
  const parent = forkOf === undefined ? undefined : repositoryById(state, forkOf);
  const { id, state: next } = takeId(state);
  const repository: Repository = {
    ...empty,
    ...(parent && { branches: parent.branches, commits: parent.commits }),
    id,
    owner,
    name,
    defaultBranch: parameters.defaultBranch ?? parent?.defaultBranch ?? 'main',
    private: parameters.private ?? false,
    collaborators: parameters.collaborators ?? [],
    forkOf: forkOf ?? null,
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
  };
  return quiet(withRepository(next, repository));
}

/** Makes a repository read-only, or writable again. */
export function archiveRepository(
  state: GitHubState,
  { repository, archived = true }: { readonly repository: number; readonly archived?: boolean },
  now: number,
): Change {
  return quiet(withRepository(state, { ...repositoryById(state, repository), archived, updatedAt: now }));
}

/** Names another branch as the one that pull requests go to by default. */
export function setDefaultBranch(
  state: GitHubState,
  { repository, branch }: { readonly repository: number; readonly branch: string },
): Change {
  return quiet(withRepository(state, { ...repositoryById(state, repository), defaultBranch: branch }));
}

export interface ProtectBranch {
  readonly repository: number;
  readonly branch: string;
  /** The names of the checks that a merge needs. */
  readonly contexts: readonly string[];
}

export function protectBranch(state: GitHubState, { repository: id, branch, contexts }: ProtectBranch): Change {
  const repository = repositoryById(state, id);
  const requiredContexts = { ...repository.requiredContexts, [branch]: contexts };
  return quiet(withRepository(state, { ...repository, requiredContexts }));
}

/** Deletes a repository. Pull requests that came from it, as a fork, stay without a head repository. */
export function deleteRepository(state: GitHubState, { repository: id }: { readonly repository: number }): Change {
  repositoryById(state, id);
  const others = state.repositories.filter((repository) => repository.id !== id);
  return quiet({ ...state, repositories: others.map((repository) => withoutHead(repository, id)) });
}

function withoutHead(repository: Repository, id: number): Repository {
  const pullRequests = repository.pullRequests.map((one) =>
    one.head.repositoryId === id ? { ...one, head: { ...one.head, repositoryId: null } } : one,
  );
  return { ...repository, pullRequests };
}
