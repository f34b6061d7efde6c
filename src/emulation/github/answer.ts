import type { GitHubEvent } from './change.ts';
import { deliver } from './deliver.ts';
import { viewerOf, type Identity } from './identity.ts';
import { notFound, Refusal, refusalBody } from './refusal.ts';
import { own } from './repository.ts';
import { matchRoute, type Match } from './routes/match.ts';
import type { Reply, Supplied, Wanted } from './routes/route.ts';
import { routes } from './routes/table.ts';
import type { Delivery, GitHubState } from './state.ts';

/** A request whose credentials have been looked at. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined without a body. */
  readonly body?: unknown;
  readonly identity: Identity;
  readonly supplied?: Supplied;
  /** Random text for a new token. */
  readonly secret?: string;
}

export interface Answer {
  readonly kind: 'answer';
  /** The very state that was given, unless something was written. */
  readonly state: GitHubState;
  readonly events: readonly GitHubEvent[];
  /** What the webhooks must now be sent. */
  readonly deliveries: readonly Delivery[];
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for an answer without a body. */
  readonly body: unknown;
}

/** The state alone cannot answer: fetch this, then ask again with it in `supplied`. */
export interface Want {
  readonly kind: 'want';
  readonly wanted: Wanted;
}

/** GitHub's answer to a request; pure. A write's new state is in the answer. */
export function answer(state: GitHubState, request: ApiRequest, now: number): Answer | Want {
  const match = matchRoute(request.method, request.path);
  if (!match) return refused(state, notFound());
  return answerRoute(state, match, request, now);
}

/** As `answer`, for a route whose template and path parameters are known. */
export function answerRoute(
  state: GitHubState,
  { template, path }: Match,
  { path: address, query = {}, body, identity, supplied = {}, secret }: Omit<ApiRequest, 'method'>,
  now: number,
): Answer | Want {
  const route = own(routes, template);
  if (!route) return refused(state, notFound());
  try {
    const viewer = viewerOf(state, identity, now);
    const url = `${state.origin.api}${address}`;
    const reply = route({ state, now, viewer, url, path, query, body, supplied, secret });
    return 'wanted' in reply ? { kind: 'want', wanted: reply.wanted } : answered(state, reply, now);
  } catch (thrown) {
    if (thrown instanceof Refusal) return refused(state, thrown);
    throw thrown;
  }
}

function answered(before: GitHubState, { status, body, headers = {}, change, redeliver = [] }: Reply, now: number) {
  const { state, events, deliveries } = deliver(change ?? { state: before, events: [] }, now);
  const again = state.deliveries.filter(({ id }) => redeliver.includes(id));
  return { kind: 'answer', state, events, deliveries: [...deliveries, ...again], status, headers, body } as const;
}

const refused = (state: GitHubState, refusal: Refusal): Answer => ({
  kind: 'answer',
  state,
  events: [],
  deliveries: [],
  status: refusal.status,
  headers: refusal.headers,
  body: refusalBody(refusal),
});
