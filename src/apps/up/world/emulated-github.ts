import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createGitHub } from '#adapters/github/github.ts';
import { createOctokitRequest } from '#adapters/github/octokit-request.ts';
import { allowedEnvironment, CHILD_VARIABLE } from '#adapters/local/processes/environment.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { serveOnNode } from '#adapters/node/http-server.ts';
import { createCheckRunner } from '#emulation/github/check-runner.ts';
import { createGit } from '#emulation/github/git.ts';
import type { Git } from '#emulation/github/ports.ts';
import { runChecks } from '#emulation/github/run-checks.ts';
import type { GitHubHost } from '#emulation/github/host.ts';
import { createGitHubServer, type GitHubServer, type SeenExchange } from '#emulation/github/server.ts';
import { createStateFile } from '#emulation/github/state-file.ts';
import { createWebhookPost } from '#emulation/github/webhook-post.ts';
import { repositoryRef, type RepositoryRef } from '#model/ids.ts';
import type { GitHub } from '#ports/github/github.ts';
import type { Log } from '#ports/log.ts';
import type { LocalChildren } from './children.ts';
import type { Closing } from './closing.ts';

export interface EmulatedGitHubOptions {
  /** Where its state and the check-outs of its checks are. */
  readonly directory: string;
  /** `node`'s own, so that checks run with the Node that services run with. */
  readonly nodeDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly local: LocalChildren;
  readonly log: Log;
  readonly closing: Closing;
  readonly onExchange?: (exchange: SeenExchange) => void;
}

/** A GitHub on this machine, with one organization, one developer and our App. */
export interface EmulatedGitHub {
  readonly url: string;
  /** GitHub's own side: what it knows, and what somebody may do there. */
  readonly host: GitHubHost;
  /** What our own parts see of it: through octokit, over HTTP, signed in as the App. */
  readonly port: GitHub;
  readonly repository: RepositoryRef;
  readonly developerToken: string;
  /** Everything secret that was made here. */
  readonly secrets: readonly string[];
  readonly bareRepository: string;
  /** Somebody pushed to the bare repository. */
  readonly pushed: () => Promise<void>;
  /** From now on deliveries are sent there, signed with the secret. */
  readonly deliverTo: (url: string, secret: string) => void;
}

const OWNER = 'acme';
const NAME = 'shop';
const DEVELOPER = 'ana';
const CHECK_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** The least that our App needs, and the events that can change what it decides. */
const permissions = {
  checks: 'read',
  contents: 'read',
  deployments: 'write',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'write',
} as const;
const events = ['pull_request', 'push', 'check_run', 'check_suite', 'status'];

/** Starts it: API, deliveries and checks. */
export async function startEmulatedGitHub(options: EmulatedGitHubOptions): Promise<EmulatedGitHub> {
  const { log, closing, directory } = options;
  const bareRepository = join(directory, `${NAME}.git`);
  const git = createGit({ directoryOf: () => bareRepository, environment: gitEnvironment(options) });
  let server: GitHubServer | undefined;
  const http = await serveOnNode({
    fetch: async (request) => server?.fetch(request) ?? new Response(null, { status: 503 }),
    hostname: '127.0.0.1',
    port: 0,
    timers,
    graceMs: 1_000,
  });
  closing.add('github', () => http.close());
  const started = await createGitHubServer({
    origin: { api: http.url, html: http.url },
    post: createWebhookPost(fetch),
    store: createStateFile(join(directory, 'github.json')),
    secret: () => randomBytes(20).toString('hex'),
    clock,
    git,
    log,
    ...(options.onExchange && { onExchange: options.onExchange }),
  });
  server = started;
  const { host } = started;
  closing.add('github-deliveries', () => started.settled());

  const people = populate(started);
  startChecks(options, git, host);
  const { appId, installationId, privateKey, repository, developerToken } = people;
  const request = createOctokitRequest({
    baseUrl: http.url,
    appId,
    privateKey,
    installationId,
    timeoutMs: REQUEST_TIMEOUT_MS,
  });
  return {
    url: http.url,
    port: createGitHub({ request, clock, appId }),
    repository,
    developerToken,
    bareRepository,
    secrets: [privateKey, developerToken],
    host,
    pushed: () => started.ingest(repository.id, DEVELOPER),
    deliverTo: (url, secret) => void host.command({ kind: 'setWebhook', app: appId, webhook: { url, secret } }),
  };
}

function gitEnvironment({ environment, nodeDirectory, local }: EmulatedGitHubOptions) {
  const { PATH = '' } = allowedEnvironment(environment, nodeDirectory);
  return { PATH, [CHILD_VARIABLE]: `${local.children.instance}/git` };
}

/** What GitHub Actions would do: `npm test` for every head, as the check `test`. */
function startChecks(
  { directory, environment, nodeDirectory, local, closing }: EmulatedGitHubOptions,
  git: Git,
  host: GitHubHost,
) {
  const runner = createCheckRunner({
    git,
    command: ['npm', 'test'],
    environment: { ...allowedEnvironment(environment, nodeDirectory), TMPDIR: directory },
    directory: join(directory, 'checks'),
    programs: local.programs,
    timeoutMs: CHECK_TIMEOUT_MS,
  });
  const running = runChecks({ host, runner, name: 'test' });
  closing.add('checks', () => running.stop());
}

/** An organization with a repository, a developer who may write to it, and our App, installed there. */
function populate({ host }: GitHubServer) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const developerToken = `ghp_${randomBytes(18).toString('hex')}`;
  host.command({ kind: 'createUser', login: OWNER, type: 'Organization' });
  host.command({ kind: 'createUser', login: DEVELOPER, token: developerToken });
  host.command({ kind: 'createRepository', owner: OWNER, name: NAME, collaborators: [DEVELOPER] });
  const app = { slug: 'dungeon-master', owner: OWNER, publicKey, permissions, events, webhook: null };
  host.command({ kind: 'createApp', ...app });
  const appId = host.state.apps.find(({ slug }) => slug === app.slug)?.id ?? 0;
  host.command({ kind: 'installApp', app: appId, account: OWNER, repositories: 'all' });
  const installationId = host.state.installations.find((one) => one.appId === appId)?.id ?? 0;
  const repository = repositoryRef.parse({ id: host.state.repositories[0]?.id, fullName: `${OWNER}/${NAME}` });
  return { appId, installationId, privateKey, developerToken, repository };
}
