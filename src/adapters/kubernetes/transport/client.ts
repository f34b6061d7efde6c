import type { Random } from '#lib/random.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { Clock } from '#ports/clock.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import type { ClusterAccess } from './access.ts';
import { textOf } from './body.ts';
import { Concurrency } from './concurrency.ts';
import { Connections } from './connections.ts';
import { Deadline } from './deadline.ts';
import type { Answer } from './exchange.ts';
import { orAborted } from './or-aborted.ts';
import { headersOf, type ApiRequest, type Sender } from './request.ts';
import { retryAfterMs } from './retry-after.ts';
import { errorOf } from './status.ts';

export interface ClientOptions {
  readonly access: ClusterAccess;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Who asks, for the server's audit log: `dungeon-master/0.3.0`. */
  readonly userAgent: string;
}

export interface StreamOptions {
  readonly signal: AbortSignal;
  /** How long nothing may come between two pieces; left out: for ever. */
  readonly longestSilenceMs?: number;
}

/** What a call may take in all, with its turn and its pauses after `Retry-After`; a stream, until it begins. */
const DEADLINE_MS = 30_000;
/** Where the server names no time, or no time at all. */
const SHORTEST_PAUSE_MS = 1_000;

/** Speaks HTTP with one API server; knows no object. */
export class Client {
  readonly #options: ClientOptions;
  readonly #concurrency = new Concurrency();
  readonly #calls: Connections;
  /** Apart: what has no end would leave no room. */
  readonly #streams: Connections;
  readonly #sender: Sender;

  constructor(options: ClientOptions) {
    const { access, timers, userAgent } = options;
    this.#options = options;
    this.#calls = new Connections(access, timers);
    this.#streams = new Connections(access, timers);
    this.#sender = { basePath: access.server.pathname.replace(/\/$/, ''), userAgent };
  }

  /**
   * One call with its answer as JSON. A 429 is asked again after its `Retry-After`, with fewer calls beside it; a 401
   * once more with a token read anew. Throws `ObjectsError`.
   */
  async call(request: ApiRequest): Promise<unknown> {
    const text = await this.text(request);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new ObjectsError('Unavailable', `${request.method} ${request.path}: the answer is not JSON`, { cause });
    }
  }

  /** As `call`, with the answer as it came. */
  async text(request: ApiRequest): Promise<string> {
    const deadline = new Deadline(this.#options.timers, DEADLINE_MS);
    const { signal } = deadline;
    try {
      return await this.#concurrency.run(
        async () => textOf((await this.#answer(this.#calls, request, signal)).body),
        signal,
      );
    } catch (error) {
      throw asObjectsError(request, error, deadline.hasPassed && `no answer in ${DEADLINE_MS} ms`);
    } finally {
      deadline.end();
    }
  }

  /** An answer without an end, read until `signal` aborts or its reader leaves. Throws `ObjectsError`. */
  async *stream(request: ApiRequest, { signal, longestSilenceMs }: StreamOptions): AsyncGenerator<Buffer> {
    const deadline = new Deadline(this.#options.timers, DEADLINE_MS, signal);
    let late = `no answer in ${DEADLINE_MS} ms`;
    try {
      const begin = () => this.#answer(this.#streams, request, deadline.signal);
      const { body } = await this.#concurrency.run(begin, deadline.signal);
      late = `silent for ${longestSilenceMs} ms`;
      deadline.set(longestSilenceMs);
      for await (const chunk of body) {
        // While its reader is at work, nothing is waited for.
        deadline.set(undefined);
        yield chunk;
        deadline.set(longestSilenceMs);
      }
    } catch (error) {
      throw asObjectsError(request, error, deadline.hasPassed && late);
    } finally {
      deadline.end();
    }
  }

  /** Ends whatever is under way. */
  close(): void {
    this.#calls.close();
    this.#streams.close();
  }

  async #answer(connections: Connections, request: ApiRequest, signal: AbortSignal): Promise<Answer> {
    for (;;) {
      const { round } = this.#concurrency;
      const answer = await this.#ask(connections, request, signal);
      if (answer.status === 429) this.#concurrency.refused(round);
      else if (answer.status < 500) this.#concurrency.answered();
      if (answer.status < 300) return answer;

      const error = errorOf(request, answer.status, await textOf(answer.body));
      if (answer.status !== 429) throw error;
      await this.#pause(answer, signal);
      if (signal.aborted) throw error;
    }
  }

  async #ask(connections: Connections, request: ApiRequest, signal: AbortSignal): Promise<Answer> {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const send = (token?: string) => connections.request(headersOf(request, this.#sender, token), body, signal);
    const { credentials } = this.#options.access;
    if (!credentials) return send();

    const token = await orAborted(credentials.token(), signal);
    const answer = await send(token);
    if (answer.status !== 401) return answer;
    await textOf(answer.body);
    credentials.refused(token);
    return send(await orAborted(credentials.token(), signal));
  }

  /** Not all at the same moment: half of the pause is added at random. */
  async #pause({ headers }: Answer, signal: AbortSignal): Promise<void> {
    const { clock, timers, random } = this.#options;
    const asked = retryAfterMs(headers['retry-after'], clock.now()) ?? SHORTEST_PAUSE_MS;
    const ms = Math.min(Math.max(asked, SHORTEST_PAUSE_MS), DEADLINE_MS);
    await sleep(timers, Math.round(ms * (1 + random() / 2)), signal);
  }
}

/** @param late what it means that time was up; false when it was not */
function asObjectsError({ method, path }: ApiRequest, thrown: unknown, late: string | false): ObjectsError {
  if (thrown instanceof ObjectsError) return thrown;
  return new ObjectsError('Unavailable', `${method} ${path}: ${late || messageOf(thrown)}`, { cause: thrown });
}
