import type { Context } from 'hono';
import type { Clock } from '#ports/clock.ts';
import type { ApiRequest } from './answer.ts';
import type { Answers } from './answers.ts';
import { identify } from './credentials.ts';
import { conditional, type Found } from './etag.ts';
import type { GitHubHost } from './host.ts';
import type { Identity } from './identity.ts';
import type { StateStore } from './ports.ts';
import type { Limits } from './rate/limits.ts';
import { RateLimits, type Rated } from './rate/rate-limits.ts';
import { Refusal, refusalBody } from './refusal.ts';
import { matchRoute, type Match } from './routes/match.ts';

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

export interface ApiOptions {
  readonly clock: Clock;
  readonly store: StateStore;
  /** Text that nobody can guess, for tokens. */
  readonly secret: () => string;
  /** GitHub's own unless given. */
  readonly limits?: Limits;
  readonly onExchange?: (exchange: SeenExchange) => void;
}

interface Sent {
  readonly authorization: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly text: Promise<string>;
}

/** GitHub's API over HTTP: credentials, limits, conditional reads. */
export class Api {
  readonly #host: GitHubHost;
  readonly #options: ApiOptions;
  readonly #answers: Answers;
  readonly #rates: RateLimits;

  constructor(host: GitHubHost, options: ApiOptions, answers: Answers) {
    this.#host = host;
    this.#options = options;
    this.#answers = answers;
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
      const found = conditional(request.method, await this.#answers.to(asked), ifNoneMatch);
      if (found.status === 304) limits = this.#rates.giveBack(identity);
      return { body, found: { ...found, headers: { ...limits, ...found.headers } } };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      const headers = { ...limits, ...thrown.headers };
      return { body, found: { status: thrown.status, headers, body: refusalBody(thrown) } };
    }
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

function responseOf({ status, headers, body, text = JSON.stringify(body) }: Found): Response {
  const all = new Headers({ 'x-github-media-type': 'github.v3; format=json', ...headers });
  if (body === undefined) return new Response(null, { status, headers: all });
  all.set('content-type', 'application/json; charset=utf-8');
  return new Response(text, { status, headers: all });
}
