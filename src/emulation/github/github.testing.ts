import type { Commit } from './repository.ts';
import { perform, type Command } from './perform.ts';
import { emptyState, type GitHubState } from './state.ts';

export const START = Date.UTC(2026, 0, 5, 9, 0, 0);

/** A full id from one hexadecimal digit. */
export const sha = (digit: string): string => digit.repeat(40);

export const commit = (digit: string, ...parents: readonly string[]): Commit => ({
  sha: sha(digit),
  tree: sha('0'),
  parents: parents.map(sha),
  message: `commit ${digit}`,
  author: { name: 'Ana', email: 'ana@example.com' },
  date: START,
});

/** What happens to a GitHub, one act a second. */
export class Play {
  state: GitHubState = emptyState();
  now = START;
  readonly told: string[] = [];

  constructor(permissions: Readonly<Record<string, 'read' | 'write'>> = {}) {
    const events = ['push', 'pull_request', 'check_run', 'check_suite', 'status', 'deployment_status'];
    const webhook = { url: 'http://function.test/', secret: 'hush' };
    this.act({ kind: 'createUser', login: 'acme', type: 'Organization' });
    this.act({ kind: 'createUser', login: 'ana', token: 'ghp_ana' });
    this.act({ kind: 'createApp', id: 77, slug: 'dm', owner: 'acme', publicKey: '', permissions, events, webhook });
    this.act({ kind: 'createRepository', owner: 'acme', name: 'shop', collaborators: ['ana'] });
    this.act({ kind: 'installApp', app: 77, account: 'acme', repositories: 'all' });
    this.told.length = 0;
  }

  act(command: Command): void {
    this.now += 1000;
    const { state, deliveries } = perform(this.state, command, this.now);
    this.state = state;
    this.told.push(...deliveries.map(({ event, action }) => (action === null ? event : `${event}.${action}`)));
  }

  push(ref: string, made: Commit, forced = false): void {
    this.act({ kind: 'push', repository: this.id, ref, sha: made.sha, commits: [made], actor: 'ana', forced });
  }

  open(ref: string): void {
    const pullRequest = { title: ref, head: { ref }, base: 'main', author: 'ana' };
    this.act({ kind: 'openPullRequest', repository: this.id, ...pullRequest });
  }

  get repository() {
    const [repository] = this.state.repositories;
    if (!repository) throw new Error('there is no repository');
    return repository;
  }

  get id(): number {
    return this.repository.id;
  }

  pullRequest(number: number) {
    const found = this.repository.pullRequests.find((one) => one.number === number);
    if (!found) throw new Error(`there is no pull request ${number}`);
    return found;
  }
}
