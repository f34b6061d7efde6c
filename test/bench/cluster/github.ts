import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createGitHub } from '#adapters/github/github.ts';
import { serveOnNode } from '#adapters/node/http-server.ts';
import { systemClock, systemTimers } from '#adapters/node/time.ts';
import { directRequest } from '#emulation/github/direct-request.ts';
import type { GitHubHost } from '#emulation/github/host.ts';
import { perform } from '#emulation/github/perform.ts';
import { NO_LIMITS } from '#emulation/github/rate/limits.ts';
import { createGitHubServer } from '#emulation/github/server.ts';
import { emptyState, type GitHubState } from '#emulation/github/state.ts';
import type { GitHub } from '#ports/github/github.ts';
import { silentLog } from '#ports/log.ts';
import { sleep } from '#ports/timers.ts';
import { emulatedWorld, type EmulatedHost, type EmulatedWorld } from '#test/contract/emulated-world.testing.ts';
import { fileGit } from '#test/contract/file-git.testing.ts';

const FILE = `apiVersion: dungeonmaster.dev/v1alpha1
kind: Application
metadata: {name: shop}
spec:
  image: ghcr.io/acme/shop:{sha}
  service: {port: 3000, health: /healthz}
  env: {GREETING: hello}
  checks: [test]
`;
const CHECK = 'test';

/** What a process needs to reach the emulated GitHub by HTTP. */
export interface ServedGitHub {
  readonly url: string;
  readonly appId: number;
  readonly installationId: number;
  readonly privateKey: string;
  close(): Promise<void>;
}

/** An emulated GitHub with one repository, in which pull requests whose checks passed appear. */
export class BenchGitHub implements EmulatedHost {
  readonly #emulated: EmulatedWorld;
  readonly #keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  #state: GitHubState = emptyState();
  #served: GitHubHost | undefined;
  /** Requests that were answered. */
  requests = 0;
  /** What each request takes besides. */
  latencyMs = 0;

  private constructor() {
    this.#emulated = emulatedWorld(this, () => systemClock.now(), { publicKey: this.#keys.publicKey });
  }

  static async create(): Promise<BenchGitHub> {
    const github = new BenchGitHub();
    await github.#emulated.world.push('main', { 'dungeonmaster.yaml': FILE });
    return github;
  }

  get repository() {
    return this.#emulated.world.repository;
  }

  get state(): GitHubState {
    return this.#served?.state ?? this.#state;
  }

  command(command: Parameters<EmulatedHost['command']>[0]): void {
    if (this.#served) this.#served.command(command);
    else this.#state = perform(this.#state, command, systemClock.now()).state;
  }

  /** Pull requests appear, each with a commit whose checks passed. */
  async open(count: number): Promise<void> {
    const { world } = this.#emulated;
    for (let opened = 0; opened < count; opened += 1) {
      const branch = `change-${this.state.nextId}`;
      const head = await world.push(branch, { 'change.txt': branch });
      await world.check(head, CHECK, 'success');
      await world.openPullRequest(branch);
    }
  }

  /** One pull request gets a new commit whose checks passed. @returns the commit */
  async push(number: number): Promise<string> {
    const { world } = this.#emulated;
    const [repository] = this.state.repositories;
    const branch = repository?.pullRequests.find((one) => one.number === number)?.head.ref ?? '';
    const head = await world.push(branch, { 'change.txt': String(this.state.nextId) });
    await world.check(head, CHECK, 'success');
    return head;
  }

  /** What our own parts see of it, without HTTP. */
  port(): GitHub {
    const { trees, appId, installationId } = this.#emulated;
    const direct = directRequest({
      read: () => this.state,
      write: ({ state }) => void (this.#state = state),
      trees,
      identity: { kind: 'installation', installationId },
      now: () => systemClock.now(),
    });
    const request: typeof direct = async (route, parameters) => {
      this.requests += 1;
      if (this.latencyMs > 0) await sleep(systemTimers, this.latencyMs);
      return direct(route, parameters);
    };
    return createGitHub({ request, clock: systemClock, appId });
  }

  /** From now on it is a server, as it stands. */
  async serve(): Promise<ServedGitHub> {
    const { trees, appId, installationId } = this.#emulated;
    const server = await createGitHubServer({
      origin: { api: 'https://api.github.com', html: 'https://github.com' },
      clock: systemClock,
      git: fileGit(() => trees),
      post: async () => 202,
      store: { load: async () => this.#state, save: () => undefined, flush: async () => undefined },
      log: silentLog,
      limits: NO_LIMITS,
      secret: () => randomBytes(20).toString('hex'),
      onExchange: () => (this.requests += 1),
    });
    this.#served = server.host;
    const fetch = (request: Request) => server.fetch(request);
    const shell = await serveOnNode({ fetch, hostname: '127.0.0.1', port: 0, timers: systemTimers, graceMs: 1_000 });
    return { url: shell.url, appId, installationId, privateKey: this.#keys.privateKey, close: () => shell.close() };
  }
}
