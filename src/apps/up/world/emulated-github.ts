import { randomBytes } from 'node:crypto';
import { createGitHubByUse } from '#adapters/github/by-use.ts';
import { createOctokitRequest } from '#adapters/github/octokit-request.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { serveOnNode, type NodeServer } from '#adapters/node/http-server.ts';
import type { Git } from '#emulation/github/ports.ts';
import type { GitHubHost } from '#emulation/github/host.ts';
import type { SeenExchange } from '#emulation/github/api.ts';
import { GITHUB_LIMITS, NO_LIMITS, type Limits } from '#emulation/github/rate/limits.ts';
import { createGitHubServer, type GitHubServer } from '#emulation/github/server.ts';
import { createStateFile } from '#emulation/github/state-file.ts';
import { createWebhookPost } from '#emulation/github/webhook-post.ts';
import { repositoryRef, type RepositoryRef } from '#model/ids.ts';
import type { GitHubByUse } from '#ports/github/by-use.ts';
import type { Log } from '#ports/log.ts';
import { createGitHubBudget } from '#runtime/github-budget/budget.ts';
import { budgetLimits } from '#runtime/github-budget/limits.ts';
import type { AppKeys } from './app-keys.ts';
import type { Closing } from './closing.ts';

export interface EmulatedGitHubOptions {
  /** Where its state is kept; it goes on from what is there. */
  readonly stateFile: string;
  readonly git: Git;
  readonly keys: AppKeys;
  /** Who owns the repositories, and where the App is installed. */
  readonly account: { readonly login: string; readonly type: 'User' | 'Organization' };
  /** Where it listens; loopback when left out. */
  readonly hostname?: string;
  /** The port that it is usually found at; a free one is taken where that is in use, or where none is named. */
  readonly usualPort?: number;
  /** Whether it limits how often it is asked, as github.com does; it does unless told not to. */
  readonly isLimited?: boolean;
  readonly log: Log;
  readonly closing: Closing;
  readonly onExchange?: (exchange: SeenExchange) => void;
}

/** A GitHub on this machine, with one account and our App, installed there. */
export interface EmulatedGitHub {
  readonly url: string;
  /** Of our App, and of its installation. */
  readonly appId: number;
  readonly installationId: number;
  /** Nothing is known of an earlier run. */
  readonly isNew: boolean;
  /** GitHub's own side: what it knows, and what somebody may do there. */
  readonly host: GitHubHost;
  /** What our own parts see of it: through octokit, over HTTP, signed in as the App. */
  readonly port: GitHubByUse;
  /** The repository of a name, made now if need be. */
  readonly repository: (name: string, more?: NewRepository) => RepositoryRef;
  /** Somebody pushed to the repository in git. */
  readonly pushed: (repository: RepositoryRef, actor: string) => Promise<void>;
  /** From now on deliveries are sent there, signed with the secret. */
  readonly deliverTo: (url: string) => void;
}

export interface NewRepository {
  readonly defaultBranch?: string;
  readonly collaborators?: readonly string[];
}

const REQUEST_TIMEOUT_MS = 10_000;
const APP = 'dungeon-master';

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

/** Starts it: API and deliveries. */
export async function startEmulatedGitHub(options: EmulatedGitHubOptions): Promise<EmulatedGitHub> {
  const { log, closing, git, keys, account } = options;
  let server: GitHubServer | undefined;
  const http = await listen(options, async (request) => server?.fetch(request) ?? notYet());
  closing.add('github', () => http.close());
  const started = await createGitHubServer({
    origin: { api: http.url, html: http.url },
    post: createWebhookPost(fetch),
    store: createStateFile(options.stateFile),
    secret: () => randomBytes(20).toString('hex'),
    clock,
    git,
    log,
    limits: limitsOf(options),
    ...(options.onExchange && { onExchange: options.onExchange }),
  });
  server = started;
  const { host } = started;
  closing.add('github-deliveries', () => started.settled());

  const isNew = !ourApp(host);
  const { appId, installationId } = installOurApp(host, account, keys);
  const credentials = { appId, installationId, privateKey: keys.privateKey };
  const request = createOctokitRequest({ baseUrl: http.url, ...credentials, timeoutMs: REQUEST_TIMEOUT_MS });
  return {
    url: http.url,
    appId,
    installationId,
    isNew,
    port: createGitHubByUse(
      { request, clock, appId },
      createGitHubBudget({ clock, timers, log, limits: { ...budgetLimits, ...limitsOf(options) } }),
    ),
    host,
    repository: (name, more) => repositoryOf(host, account.login, name, more),
    pushed: ({ id }, actor) => started.ingest(id, actor),
    deliverTo: (url) => {
      const webhook = { url, secret: keys.webhookSecret };
      host.command({ kind: 'setWebhook', app: appId, webhook });
    },
  };
}

const limitsOf = ({ isLimited = true }: EmulatedGitHubOptions): Limits => (isLimited ? GITHUB_LIMITS : NO_LIMITS);

const notYet = (): Response => new Response(null, { status: 503 });

/** Addresses stay the same from run to run where they can. */
async function listen(
  { hostname = '127.0.0.1', usualPort }: EmulatedGitHubOptions,
  respond: (request: Request) => Promise<Response>,
): Promise<NodeServer> {
  const serve = (port: number) => serveOnNode({ fetch: respond, hostname, port, timers, graceMs: 1_000 });
  return usualPort === undefined ? serve(0) : serve(usualPort).catch(() => serve(0));
}

const ourApp = ({ state }: GitHubHost) => state.apps.find(({ slug }) => slug === APP);

/** The account and our App, installed there; both may be there from an earlier run. */
function installOurApp(host: GitHubHost, { login, type }: EmulatedGitHubOptions['account'], { publicKey }: AppKeys) {
  if (!Object.hasOwn(host.state.users, login)) host.command({ kind: 'createUser', login, type });
  if (!ourApp(host))
    host.command({ kind: 'createApp', slug: APP, owner: login, publicKey, permissions, events, webhook: null });
  const appId = ourApp(host)?.id ?? 0;
  if (ourApp(host)?.publicKey !== publicKey) host.command({ kind: 'replaceKey', app: appId, publicKey });
  const installationOf = () => host.state.installations.find((one) => one.appId === appId)?.id;
  if (installationOf() === undefined)
    host.command({ kind: 'installApp', app: appId, account: login, repositories: 'all' });
  return { appId, installationId: installationOf() ?? 0 };
}

function repositoryOf(host: GitHubHost, owner: string, name: string, more: NewRepository = {}): RepositoryRef {
  const find = () => host.state.repositories.find((one) => one.owner === owner && one.name === name);
  const known = find();
  const { defaultBranch: branch = known?.defaultBranch } = more;
  if (!known) host.command({ kind: 'createRepository', owner, name, ...more });
  else if (branch !== undefined && branch !== known.defaultBranch)
    host.command({ kind: 'setDefaultBranch', repository: known.id, branch });
  return repositoryRef.parse({ id: find()?.id, fullName: `${owner}/${name}` });
}
