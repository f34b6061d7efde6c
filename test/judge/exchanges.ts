import type { Answer, ApiRequest } from '#emulation/github/answer.ts';
import { answer } from '#emulation/github/answer.ts';
import type { Identity } from '#emulation/github/identity.ts';
import { perform, type Command } from '#emulation/github/perform.ts';
import { matchRoute } from '#emulation/github/routes/match.ts';
import type { Supplied, Wanted } from '#emulation/github/routes/route.ts';
import { emptyState, type GitHubState } from '#emulation/github/state.ts';
import type { Judge, Violation } from './judge.ts';

export type Asked = Pick<ApiRequest, 'body' | 'query'> & { readonly as?: Identity };

/** The emulation's core with a judge who sees every request, answer and event. Time goes on by a second an act. */
export class JudgedGitHub {
  state: GitHubState = emptyState();
  now = Date.UTC(2026, 0, 5, 9, 0, 0);
  readonly violations: Violation[] = [];
  /** `GET /app 200`. */
  readonly seenRoutes = new Set<string>();
  /** `pull_request.opened`. */
  readonly seenEvents = new Set<string>();
  readonly #judge: Judge;
  readonly #supply: (wanted: Wanted) => Supplied;

  constructor(judge: Judge, supply: (wanted: Wanted) => Supplied) {
    this.#judge = judge;
    this.#supply = supply;
  }

  command(command: Command): void {
    const { state, deliveries } = perform(this.state, command, this.#tick());
    this.#keep({ state, deliveries });
  }

  /** @param call `GET /repos/acme/shop` */
  ask(call: string, { as: identity = { kind: 'anonymous' }, query, body }: Asked = {}): Answer {
    const [method = '', path = ''] = call.split(' ');
    const request = { method, path, identity, ...(query && { query }), ...(body !== undefined && { body }) };
    const now = this.#tick();
    let found = answer(this.state, request, now);
    if (found.kind === 'want') found = answer(this.state, { ...request, supplied: this.#supply(found.wanted) }, now);
    if (found.kind === 'want') throw new Error(`${call} wants more than it was given`);
    this.#keep(found);
    this.#judgeExchange(request, found);
    return found;
  }

  #judgeExchange({ method, path, query = {}, body }: Omit<ApiRequest, 'identity'>, found: Answer): void {
    const match = matchRoute(method, path);
    if (!match) throw new Error(`the emulation has no route for ${method} ${path}`);
    const template = match.template.slice(match.template.indexOf(' ') + 1);
    const exchange = { method, template, path: match.path, query, requestBody: body };
    const seen = this.#judge.exchange({ ...exchange, status: found.status, responseBody: throughJson(found.body) });
    this.violations.push(...seen);
    this.seenRoutes.add(match.template);
  }

  #keep({ state, deliveries }: Pick<Answer, 'state' | 'deliveries'>): void {
    this.state = state;
    for (const { event, action, payload } of deliveries) {
      this.violations.push(...this.#judge.delivery(event, throughJson(payload)));
      this.seenEvents.add(action === null ? event : `${event}.${action}`);
    }
  }

  #tick(): number {
    this.now += 1000;
    return this.now;
  }
}

const throughJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
