import { Hono, type Context } from 'hono';
import { messageOf } from '#lib/coded-error.ts';
import { KeyedLock } from '#lib/keyed-lock.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { answer, type Answer, type ApiRequest } from './answer.ts';
import { identify } from './credentials.ts';
import { conditional } from './etag.ts';
import { GitHubHost } from './host.ts';
import type { Identity } from './identity.ts';
import { ingest } from './ingest.ts';
import { respondWithPage } from './pages/respond.ts';
import { isPage } from './pages/route.ts';
import type { Git, PostWebhook, StateStore } from './ports.ts';
import type { Limits } from './rate/limits.ts';
import { RateLimits, type Rated } from './rate/rate-limits.ts';
import { Refusal, refusalBody } from './refusal.ts';
import { matchRoute, type Match } from './routes/match.ts';
import type { SuppliedMerge, Wanted } from './routes/route.ts';
import { emptyState, type Origin } from './state.ts';

/** One request and its answer, for a judge or a log. */
export interface SeenExchange {
  readonly method: string;
  readonly path: string;
  /** Undefined when no route was meant. */
  readonly template: string | undefined;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

export interface GitHubServerOptions {
  /** Where it will be reached; nothing in it is asked of anybody. */
  readonly origin: Origin;
  readonly clock: Clock;
  readonly git: Git;
  readonly post: PostWebhook;
  readonly store: StateStore;
  readonly log: Log;
  /** Text that nobody can guess, for tokens. */
  readonly secret: () => string;
  /** How old the state is that a read is answered from, in milliseconds, at most a minute; 0 where it is left out. */
  readonly ageOfAnswerMs?: (request: Pick<ApiRequest, 'path' | 'identity'>) => number;
  /** GitHub's own unless given. */
  readonly limits?: Limits;
  readonly onExchange?: (exchange: SeenExchange) => void;
}

export interface GitHubServer {
  fetch(request: Request): Promise<Response>;
  readonly host: GitHubHost;
  /** Makes pushes of what git has and the state has not: to be called after every push to the bare repository. */
  ingest(repositoryId: number, actor: string): Promise<void>;
  /** Resolves when all deliveries have been tried and the state is kept. */
  settled(): Promise<void>;
}

/** GitHub's API over HTTP, and pages that show people what is in it. Goes on from the state that the store has. */
export async function createGitHubServer(options: GitHubServerOptions): Promise<GitHubServer> {
  const { origin, clock, git, post, store, log } = options;
  const kept = await store.load();
  const state = { ...(kept ?? emptyState(origin)), origin };
  const host = new GitHubHost({ state, clock, post, store, log });
  const locks = new KeyedLock();
  const api = new Api(host, options, locks);
  const app = new Hono();
  app.all('*', (context) => {
    const { method, url, path } = context.req;
    const isForPeople = matchRoute(method, path) === undefined && isPage(path);
    return isForPeople ? respondWithPage(host.state, method, new URL(url)) : api.respond(context);
  });
  app.onError((error, context) => {
    log.error('emulated-github-failed', { method: context.req.method, path: context.req.path, why: messageOf(error) });
    return context.json({ message: 'Server Error' }, 500);
  });
  return {
    fetch: async (request) => app.fetch(request),
    host,
    ingest: (repositoryId, actor) => locks.run(String(repositoryId), () => ingest({ host, git, repositoryId, actor })),
    settled: () => host.settled(),
  };
}

type Found = Pick<Answer, 'status' | 'headers' | 'body'>;

interface Sent {
  readonly authorization: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly text: Promise<string>;
}

class Api {
  readonly #host: GitHubHost;
  readonly #options: GitHubServerOptions;
  /** Whoever moves a branch in git and in the state holds the lock of the repository. */
  readonly #locks: KeyedLock;
  readonly #rates: RateLimits;

  constructor(host: GitHubHost, options: GitHubServerOptions, locks: KeyedLock) {
    this.#host = host;
    this.#options = options;
    this.#locks = locks;
    this.#rates = new RateLimits(options.limits);
  }

  async respond(context: Context): Promise<Response> {
    const { method } = context.req;
    const { pathname, searchParams } = new URL(context.req.url);
    const query = Object.fromEntries(searchParams);
    const match = matchRoute(method, pathname);
    const { body, found } = await this.#answered({ method, path: pathname, query }, match, {
      authorization: context.req.header('authorization'),
      ifNoneMatch: context.req.header('if-none-match'),
      text: context.req.text(),
    });
    if (method !== 'GET') await this.#options.store.flush();
    this.#options.onExchange?.({
      method,
      path: pathname,
      template: match?.template,
      pathParameters: match?.path ?? {},
      query,
      requestBody: body,
      status: found.status,
      responseBody: found.body,
    });
    return responseOf(found);
  }

  async #answered(
    request: Omit<ApiRequest, 'identity'>,
    match: Match | undefined,
    { authorization, ifNoneMatch, text }: Sent,
  ): Promise<{ readonly body: unknown; readonly found: Found }> {
    const now = this.#options.clock.now();
    const endpoint = match?.template.split(' ')[1] ?? request.path;
    let identity: Identity = { kind: 'anonymous' };
    let limits: Rated['headers'] = {};
    let body: unknown;
    try {
      body = parsed(await text);
      identity = identify(this.#host.state, authorization, now);
      const { refusal, headers } = this.#rates.admit(identity, { method: request.method, endpoint }, now);
      limits = headers;
      if (refusal) throw refusal;
      const asked = { ...request, identity, secret: this.#options.secret(), ...(body !== undefined && { body }) };
      const found = conditional(request.method, await this.#answer(asked), ifNoneMatch);
      if (found.status === 304) limits = this.#rates.giveBack(identity);
      return { body, found: { ...found, headers: { ...limits, ...found.headers } } };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      const headers = { ...limits, ...thrown.headers };
      return { body, found: { status: thrown.status, headers, body: refusalBody(thrown) } };
    }
  }

  async #answer(request: ApiRequest): Promise<Answer> {
    if (request.method === 'GET') return this.#read(request);
    const found = this.#ask(request);
    if (found.kind === 'answer') return this.#kept(found);
    const { wanted } = found;
    if (wanted.kind !== 'merge') throw new Error('only reads want a file');
    return this.#locks.run(String(wanted.repositoryId), () => this.#merge(request, wanted));
  }

  /** From one state, perhaps an older one; nothing of it is kept. */
  async #read(request: ApiRequest): Promise<Answer> {
    const { git, clock, ageOfAnswerMs } = this.#options;
    const state = this.#host.asOf(ageOfAnswerMs?.(request) ?? 0);
    const found = answer(state, request, clock.now());
    if (found.kind === 'answer') return found;
    if (found.wanted.kind !== 'file') throw new Error('a read wants no merge');
    const { repositoryId, sha, path } = found.wanted;
    const text = await git.read(repositoryId, sha, path);
    const again = answer(state, { ...request, supplied: { file: { sha, path, text } } }, clock.now());
    if (again.kind === 'answer') return again;
    throw new Error(`${request.path}: the file that was read is not the one that was wanted`);
  }

  /** git moves the branch first: what GitHub has said is merged must be in the repository. */
  async #merge(request: ApiRequest, { repositoryId, branch, ...parents }: Wanted & { kind: 'merge' }): Promise<Answer> {
    const { git, clock } = this.#options;
    const commit = await git.merge(repositoryId, { ...parents, date: clock.now() });
    const { baseSha, headSha } = parents;
    const merge: SuppliedMerge = { baseSha, headSha, commit };
    const asked = { ...request, supplied: { merge } };
    const would = this.#ask(asked);
    if (commit && would.kind === 'answer' && would.status === 200) {
      await git.moveBranch(repositoryId, branch, commit.sha, baseSha);
    }
    return this.#again(asked);
  }

  #ask(request: ApiRequest) {
    return answer(this.#host.state, request, this.#options.clock.now());
  }

  #again(request: ApiRequest): Answer {
    const found = this.#ask(request);
    if (found.kind === 'answer') return this.#kept(found);
    throw new Refusal(409, 'The branch moved meanwhile. Try again.');
  }

  #kept(found: Answer): Answer {
    this.#host.keep(found);
    return found;
  }
}

/** Undefined for no body. Throws GitHub's 400. */
function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
}

function responseOf({ status, headers, body }: Found): Response {
  const all = new Headers({ 'x-github-media-type': 'github.v3; format=json', ...headers });
  if (body === undefined) return new Response(null, { status, headers: all });
  all.set('content-type', 'application/json; charset=utf-8');
  return new Response(JSON.stringify(body), { status, headers: all });
}
