import { repositoryById } from '#emulation/github/find.ts';
import type { Command } from '#emulation/github/perform.ts';
import type { Trees } from '#emulation/github/ports.ts';
import type { GitHubApp, GitHubState } from '#emulation/github/state.ts';
import { commitSha, type CommitSha, type RepositoryRef } from '#model/ids.ts';
import type { GitHubWorld } from '#ports/github/github.contract.ts';

/** An emulated GitHub that people can do something on. */
export interface EmulatedHost {
  readonly state: GitHubState;
  command(command: Command): void;
}

/** An emulated GitHub in which `acme/shop` exists and the App is installed. */
export interface EmulatedWorld {
  readonly world: GitHubWorld;
  readonly trees: Trees;
  readonly appId: number;
  readonly installationId: number;
}

/** Everything that the adapter needs, and nothing more. */
const permissions = {
  checks: 'read',
  contents: 'read',
  deployments: 'write',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'write',
} as const;
const APP_ID = 99;
const OWNER = 'acme';
const USER = 'mona';
const somebodyElse = { login: USER, appId: null };

/** Counts commits and keeps their files. */
function commits() {
  const files = new Map<string, Readonly<Record<string, string>>>();
  const trees: Trees = { read: async (_repository, sha, path) => files.get(sha)?.[path] };
  const make = (parent: string | undefined, changed: Readonly<Record<string, string>>, now: number) => {
    const sha = commitSha.parse((files.size + 1).toString(16).padStart(40, '0'));
    files.set(sha, { ...files.get(parent ?? ''), ...changed });
    const author = { name: 'Mona', email: 'mona@example.com' };
    const message = `commit ${files.size}`;
    return { sha, tree: sha, parents: parent === undefined ? [] : [parent], message, author, date: now };
  };
  return { trees, make };
}

export function emulatedWorld(
  host: EmulatedHost,
  now: () => number,
  { publicKey = '', events = [], webhook = null }: Partial<Pick<GitHubApp, 'publicKey' | 'events' | 'webhook'>> = {},
): EmulatedWorld {
  const act = (command: Command) => host.command(command);
  const { trees, make } = commits();

  act({ kind: 'createUser', login: OWNER, type: 'Organization' });
  act({ kind: 'createUser', login: USER });
  act({ kind: 'createRepository', owner: OWNER, name: 'shop', collaborators: [USER] });
  const [{ id } = { id: 0 }] = host.state.repositories;
  const found = () => repositoryById(host.state, id);

  const app = { slug: 'dungeon-master', owner: OWNER, publicKey, permissions, events, webhook };
  act({ kind: 'createApp', id: APP_ID, ...app });
  act({ kind: 'installApp', app: APP_ID, account: OWNER, repositories: 'all' });
  const [{ id: installationId } = { id: 0 }] = host.state.installations;

  const push = async (branch: string, changed: Readonly<Record<string, string>> = {}): Promise<CommitSha> => {
    const { branches } = found();
    const commit = make(branches[branch] ?? branches['main'], changed, now());
    act({ kind: 'push', repository: id, ref: branch, sha: commit.sha, commits: [commit], actor: USER });
    return commit.sha;
  };
  const pullRequest = (head: { ref: string; repository?: number }) => {
    act({ kind: 'openPullRequest', repository: id, title: `Merge ${head.ref}`, head, base: 'main', author: USER });
    return found().lastNumber;
  };
  const repository: RepositoryRef = { id, fullName: `${OWNER}/shop` };
  const world: GitHubWorld = {
    repository,
    push,
    deleteBranch: async (branch) => act({ kind: 'deleteBranch', repository: id, ref: branch, actor: USER }),
    openPullRequest: async (branch) => pullRequest({ ref: branch }),
    async openPullRequestFromFork() {
      act({ kind: 'createRepository', owner: USER, name: 'shop', forkOf: id });
      const fork = host.state.repositories.at(-1)?.id ?? 0;
      const commit = make(found().branches['main'], {}, now());
      act({ kind: 'push', repository: fork, ref: 'cart', sha: commit.sha, commits: [commit], actor: USER });
      return pullRequest({ ref: 'cart', repository: fork });
    },
    closePullRequest: async (number) => act({ kind: 'closePullRequest', repository: id, number, actor: USER }),
    async mergePullRequest(number) {
      const commit = make(found().branches['main'], {}, now());
      act({ kind: 'mergePullRequest', repository: id, number, mergeSha: commit.sha, commits: [commit], actor: USER });
      return commit.sha;
    },
    check: async (sha, name, conclusion) => act({ kind: 'startCheck', repository: id, sha, name, conclusion }),
    status: async (sha, context, state) =>
      act({ kind: 'createStatus', repository: id, sha, context, state, creator: somebodyElse }),
    protect: async (branch, contexts) => act({ kind: 'protectBranch', repository: id, branch, contexts }),
    async deploy(sha, place) {
      const rest = { payload: {}, description: null, transient: false, production: false, creator: somebodyElse };
      act({ kind: 'createDeployment', repository: id, ref: sha, sha, ...place, ...rest });
      return found().deployments.at(-1)?.id ?? 0;
    },
    comment: async (number, body) => act({ kind: 'createComment', repository: id, number, body, user: somebodyElse }),
    archive: async () => act({ kind: 'archiveRepository', repository: id }),
    suspendApp: async () => act({ kind: 'suspendInstallation', installation: installationId }),
    deleteRepository: async () => act({ kind: 'deleteRepository', repository: id }),
  };
  const first = make(undefined, {}, now());
  act({ kind: 'push', repository: id, ref: 'main', sha: first.sha, commits: [first], actor: USER });
  return { world, trees, appId: APP_ID, installationId };
}
