import { Hono, type Context } from 'hono';
import { messageOf } from '#lib/coded-error.ts';
import { KeyedLock } from '#lib/keyed-lock.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { answer, type Answer, type ApiRequest } from './answer.ts';
import { identify } from './credentials.ts';
import { GitHubHost } from './host.ts';
import { ingest } from './ingest.ts';
import { respondWithPage } from './pages/respond.ts';
import { isPage } from './pages/route.ts';
import type { Git, PostWebhook, StateStore } from './ports.ts';
import { RateCount } from './rate-count.ts';
import { Refusal, refusalBody } from './refusal.ts';
import { matchRoute } from './routes/match.ts';
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

class Api {
  readonly #host: GitHubHost;
  readonly #options: GitHubServerOptions;
  /** Whoever moves a branch in git and in the state holds the lock of the repository. */
  readonly #locks: KeyedLock;
  readonly #rate: RateCount;

  constructor(host: GitHubHost, options: GitHubServerOptions, locks: KeyedLock) {
    this.#host = host;
    this.#options = options;
    this.#locks = locks;
    this.#rate = new RateCount(options.clock);
  }

  async respond(context: Context): Promise<Response> {
    const { method } = context.req;
    const { pathname, searchParams } = new URL(context.req.url);
    const query = Object.fromEntries(searchParams);
    const authorization = context.req.header('authorization');
    const { body, found } = await this.#answered({ method, path: pathname, query }, authorization, context.req.text());
    if (method !== 'GET') await this.#options.store.flush();
    const match = matchRoute(method, pathname);
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
    return responseOf(found, this.#rate.headers());
  }

  async #answered(
    request: Omit<ApiRequest, 'identity'>,
    authorization: string | undefined,
    text: Promise<string>,
  ): Promise<{ readonly body: unknown; readonly found: Pick<Answer, 'status' | 'headers' | 'body'> }> {
    let body: unknown;
    try {
      body = parsed(await text);
      const identity = identify(this.#host.state, authorization, this.#options.clock.now());
      const asked = { ...request, identity, secret: this.#options.secret(), ...(body !== undefined && { body }) };
      return { body, found: await this.#answer(asked) };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      return { body, found: { status: thrown.status, headers: thrown.headers, body: refusalBody(thrown) } };
    }
  }

  async #answer(request: ApiRequest): Promise<Answer> {
    const found = this.#ask(request);
    if (found.kind === 'answer') return this.#kept(found);
    const { wanted } = found;
    if (wanted.kind === 'merge') {
      return this.#locks.run(String(wanted.repositoryId), () => this.#merge(request, wanted));
    }
    const { repositoryId, sha, path } = wanted;
    const text = await this.#options.git.read(repositoryId, sha, path);
    return this.#again({ ...request, supplied: { file: { sha, path, text } } });
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

function responseOf(
  { status, headers, body }: Pick<Answer, 'status' | 'headers' | 'body'>,
  more: Record<string, string>,
): Response {
  const all = new Headers(more);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  if (body === undefined) return new Response(null, { status, headers: all });
  all.set('content-type', 'application/json; charset=utf-8');
  return new Response(JSON.stringify(body), { status, headers: all });
}
