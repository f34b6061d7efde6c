import { remembered } from '#lib/remembered.ts';
import { answerRoute, type Answer } from './answer.ts';
import { conditional } from './etag.ts';
import type { Identity } from './identity.ts';
import type { Rated, RateLimits } from './rate/rate-limits.ts';
import { Refusal, refusalBody } from './refusal.ts';
import type { Trees } from './ports.ts';
import type { Supplied } from './routes/route.ts';
import { routes } from './routes/table.ts';
import type { GitHubState } from './state.ts';

export interface DirectOptions {
  /** The state that answers: of a read perhaps an older one, of a write the newest. */
  readonly read: (route: string) => GitHubState;
  /** Takes over what a write made of that state, deliveries included. */
  readonly write: (answer: Answer) => void;
  readonly trees: Trees;
  readonly identity: Identity;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Left out: nobody is refused for asking too often. */
  readonly rates?: RateLimits;
}

export interface DirectAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

/** An answer of 400 and above, in the shape of octokit's error of the same name. */
export class RequestError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly request: { readonly method: string; readonly url: string };
  readonly response: DirectAnswer;

  constructor(message: string, request: RequestError['request'], response: DirectAnswer) {
    super(message);
    this.status = response.status;
    this.request = request;
    this.response = response;
  }
}

/**
 * Requests in the calling convention of `octokit.request`, answered from a state without HTTP.
 * Settles in microtasks only, if `trees` does. Throws `RequestError`, and an Error for a route that is not played.
 */
export function directRequest(options: DirectOptions) {
  return async (route: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<DirectAnswer> => {
    if (!Object.hasOwn(routes, route)) throw new Error(`the emulation of GitHub has no route ${route}`);
    const call = callOf(route, parameters);
    const { refusal, headers } = admitted(options, route);
    const full = refusal ? refusedWith(refusal) : await answered(options, route, call);
    const found = conditional(call.method, full, call.ifNoneMatch);
    const limits = found.status === 304 ? options.rates?.giveBack(options.identity) : headers;
    const answer = {
      status: found.status,
      headers: { ...limits, ...found.headers },
      data: found.text === undefined ? throughJson(found.body) : JSON.parse(found.text),
    };
    if (found.status < 400) return answer;
    throw new RequestError(messageIn(found.body), { method: call.method, url: call.request.path }, answer);
  };
}

const refusedWith = (refusal: Refusal) => ({
  status: refusal.status,
  headers: refusal.headers,
  body: refusalBody(refusal),
});

function admitted({ rates, identity, now }: DirectOptions, route: string): Partial<Rated> {
  const [method = '', endpoint = ''] = route.split(' ');
  return rates?.admit(identity, { method, endpoint }, now()) ?? {};
}

type DirectCall = ReturnType<typeof callOf>;

async function answered(options: DirectOptions, route: string, call: DirectCall): Promise<Answer> {
  const state = options.read(route);
  let supplied: Supplied = {};
  for (;;) {
    const request = { ...call.request, identity: options.identity, supplied };
    const found = answerRoute(state, { template: route, path: call.path }, request, options.now());
    if (found.kind === 'answer') {
      if (found.state !== state || found.deliveries.length > 0) options.write(found);
      return found;
    }
    if (found.wanted.kind !== 'file') throw new Refusal(405, 'Merging needs git, which is not here: use the command');
    const { repositoryId, sha, path } = found.wanted;
    supplied = { file: { sha, path, text: await options.trees.read(repositoryId, sha, path) } };
  }
}

/** Sorts parameters into headers, path, query and body as octokit does. */
function callOf(route: string, { headers, ...parameters }: Readonly<Record<string, unknown>>) {
  const { method, template, inPath } = partsOf(route);
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const path = textsOf(given.filter(([name]) => inPath.has(name)));
  const others = given.filter(([name]) => !inPath.has(name));
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const address = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  const body = hasBody && others.length > 0 ? { body: throughJson(Object.fromEntries(others)) } : {};
  const ifNoneMatch = (headers as Readonly<Record<string, string>> | undefined)?.['if-none-match'];
  return { method, path, ifNoneMatch, request: { path: address, query: hasBody ? {} : textsOf(others), ...body } };
}

const partsOf = remembered((route: string) => {
  const [method = '', template = ''] = route.split(' ');
  const inPath = new Set(Array.from(template.matchAll(/\{(\w+)\}/g), ([, name]) => name));
  return { method, template, inPath };
}, 100);

const textsOf = (entries: readonly (readonly [string, unknown])[]): Record<string, string> =>
  Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));

/** What is left of a value on its way over the wire; nobody can then change the state by it. */
const throughJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

const messageIn = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : 'no message';
