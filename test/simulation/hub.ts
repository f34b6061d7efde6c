import type { Command } from '#emulation/github/perform.ts';
import { perform } from '#emulation/github/perform.ts';
import { directRequest } from '#emulation/github/direct-request.ts';
import { RateLimits } from '#emulation/github/rate/rate-limits.ts';
import { emptyState, type Delivery, type GitHubState } from '#emulation/github/state.ts';
import type { Repository } from '#emulation/github/repository.ts';
import type { GitHubRequest } from '#adapters/github/request.ts';
import type { RepositoryRef } from '#model/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Commits } from './commits.ts';
import type { Moment } from './trace.ts';

export const APP_ID = 4711;
const OWNER = 'acme';
const NAME = 'shop';
export const USER = 'ana';

export interface HubOptions {
  readonly clock: Clock;
  readonly commits: Commits;
  /** Every state that there ever was; the newest is the present. */
  readonly moments: Moment[];
  /** What GitHub now sends to the App's webhook. */
  readonly send: (deliveries: readonly Delivery[]) => void;
}

/** GitHub, played by the emulation's pure core. It keeps all its states, so that a read can be answered from the past. */
export class Hub {
  readonly #options: HubOptions;
  readonly #rates = new RateLimits();
  #installation = 0;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#keep(emptyState());
  }

  get state(): GitHubState {
    const { moments } = this.#options;
    const newest = moments.at(-1);
    if (!newest) throw new Error('GitHub has no state');
    return newest.state;
  }

  /** The one repository. */
  get repository(): Repository {
    const [repository] = this.state.repositories;
    if (!repository) throw new Error('there is no repository');
    return repository;
  }

  get ref(): RepositoryRef {
    return { id: this.repository.id, fullName: `${OWNER}/${NAME}` };
  }

  /** The index of the present state. */
  get newest(): number {
    return this.#options.moments.length - 1;
  }

  /** The App, a team and its repository. @param required the checks that GitHub requires on `main` */
  found(required: readonly string[]): void {
    this.command({ kind: 'createUser', login: OWNER, type: 'Organization' });
    this.command({ kind: 'createUser', login: USER });
    const permissions = {
      checks: 'read',
      contents: 'read',
      deployments: 'write',
      statuses: 'write',
      pull_requests: 'write',
      metadata: 'read',
      administration: 'read',
      issues: 'write',
    } as const;
    const events = ['pull_request', 'push', 'check_run', 'check_suite', 'status'];
    this.command({
      kind: 'createApp',
      id: APP_ID,
      slug: 'dungeon-master',
      owner: OWNER,
      publicKey: '',
      permissions,
      events,
      webhook: { url: 'https://dungeon-master.test/github/webhook', secret: 'not used here' },
    });
    this.command({ kind: 'createRepository', owner: OWNER, name: NAME, collaborators: [USER] });
    this.command({ kind: 'installApp', app: APP_ID, account: OWNER, repositories: 'all' });
    this.#installation = this.state.installations[0]?.id ?? 0;
    if (required.length === 0) return;
    this.command({ kind: 'protectBranch', repository: this.repository.id, branch: 'main', contexts: required });
  }

  /** Somebody does something. Throws the emulation's `Refusal`. */
  command(command: Command): void {
    const step = perform(this.state, command, this.#options.clock.now());
    this.#take(step.state, step.deliveries);
  }

  /** A change that GitHub's webhooks do not tell of. */
  change(mend: (repository: Repository) => Repository): void {
    const repositories = this.state.repositories.map((one) => (one.id === this.repository.id ? mend(one) : one));
    this.#keep({ ...this.state, repositories });
  }

  /** The state that stood so long ago, as an index. */
  asOf(staleMs: number): number {
    const { moments, clock } = this.#options;
    const at = clock.now() - staleMs;
    let index = moments.length - 1;
    while (index > 0 && (moments[index]?.at ?? 0) > at) index -= 1;
    return index;
  }

  /** Our App asks the state of an index; what it writes is written to the newest. */
  request(index: number): GitHubRequest {
    const { moments, clock, commits } = this.#options;
    return directRequest({
      read: () => moments[index]?.state ?? this.state,
      write: ({ state, deliveries }) => this.#take(state, deliveries),
      trees: commits,
      identity: { kind: 'installation', installationId: this.#installation },
      now: () => clock.now(),
      rates: this.#rates,
    });
  }

  /** Deliveries are kept by who sends them; in the state they would only make it grow. */
  #take(state: GitHubState, deliveries: readonly Delivery[]): void {
    this.#keep({ ...state, deliveries: [] });
    this.#options.send(deliveries);
  }

  #keep(state: GitHubState): void {
    const { moments, clock } = this.#options;
    if (moments.at(-1)?.state !== state) moments.push({ at: clock.now(), state });
  }
}
