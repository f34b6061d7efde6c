import type { OutgoingHttpHeaders } from 'node:http2';
import type { Random } from '#lib/random.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { Clock } from '#ports/clock.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import type { ClusterAccess } from './access.ts';
import { Concurrency } from './concurrency.ts';
import { Connections } from './connections.ts';
import { exchange, type Answer } from './exchange.ts';
import { retryAfterMs } from './retry-after.ts';
import { errorOf } from './status.ts';
import { TransportError } from './transport-error.ts';

export interface ClientOptions {
  readonly access: ClusterAccess;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Who asks, for the server's audit log: `dungeon-master/0.3.0`. */
  readonly userAgent: string;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Of the body; JSON when left out. */
  readonly contentType?: string;
  readonly accept?: string;
}

/** What a call may take in all, with its pauses after `Retry-After`. */
const DEADLINE_MS = 30_000;
/** Where the server names no time. */
const PAUSE_MS = 1_000;
const RESENDS = 3;
/** More than any list page or log that we ask for. */
const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

/** Speaks HTTP with one API server; knows no object. */
export class Client {
  readonly concurrency = new Concurrency();
  readonly #options: ClientOptions;
  readonly #connections: Connections;
  readonly #basePath: string;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#connections = new Connections(options.access, options.timers);
    this.#basePath = options.access.server.pathname.replace(/\/$/, '');
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
  text(request: ApiRequest): Promise<string> {
    return this.concurrency.run(async () => {
      const deadline = new AbortController();
      const cancel = this.#options.timers.after(DEADLINE_MS, () => deadline.abort());
      try {
        const answer = await this.#answer(request, deadline.signal);
        const text = await textOf(answer);
        this.concurrency.answered();
        return text;
      } catch (error) {
        throw asObjectsError(request, error, deadline.signal.aborted);
      } finally {
        cancel();
      }
    });
  }

  /** An answer without an end, read until `signal` aborts. Its reader gets `ObjectsError`. */
  async stream(request: ApiRequest, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    const begun = new AbortController();
    const cancel = this.#options.timers.after(DEADLINE_MS, () => begun.abort());
    try {
      const { body } = await this.#answer(request, AbortSignal.any([signal, begun.signal]));
      return reworded(request, body);
    } catch (error) {
      throw asObjectsError(request, error, begun.signal.aborted);
    } finally {
      cancel();
    }
  }

  close(): void {
    this.#connections.close();
  }

  async #answer(request: ApiRequest, signal: AbortSignal): Promise<Answer> {
    for (let renewed = false; ;) {
      const token = await this.#options.access.credentials?.token();
      const answer = await this.#send(request, token, signal);
      if (answer.status < 300) return answer;

      const error = errorOf(request, answer.status, await textOf(answer));
      if (answer.status === 401 && token !== undefined && !renewed) {
        renewed = true;
        this.#options.access.credentials?.refused(token);
      } else if (answer.status === 429) {
        this.concurrency.refused();
        await this.#pause(answer, signal);
        if (signal.aborted) throw error;
      } else {
        throw error;
      }
    }
  }

  /** Not all at the same moment: half of the pause is added at random. */
  async #pause({ headers }: Answer, signal: AbortSignal): Promise<void> {
    const { clock, timers, random } = this.#options;
    const ms = retryAfterMs(headers['retry-after'], clock.now()) ?? PAUSE_MS;
    await sleep(timers, Math.round(ms * (1 + random() / 2)), signal);
  }

  /** Sends again what the server has not begun with. */
  async #send(request: ApiRequest, token: string | undefined, signal: AbortSignal): Promise<Answer> {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = this.#headers(request, token);
    for (let resends = 0; ; resends += 1) {
      try {
        return await exchange(this.#connections.take(), headers, body, signal);
      } catch (error) {
        const mayGoAgain = error instanceof TransportError && error.wasNotBegun && resends < RESENDS;
        if (!mayGoAgain || signal.aborted) throw error;
      }
    }
  }

  #headers(
    { method, path, query = {}, body, contentType, accept }: ApiRequest,
    token: string | undefined,
  ): OutgoingHttpHeaders {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = new URLSearchParams(given).toString();
    return {
      ':method': method,
      ':path': `${this.#basePath}${path}${search && `?${search}`}`,
      accept: accept ?? 'application/json',
      'user-agent': this.#options.userAgent,
      ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
  }
}

async function textOf({ body }: Answer): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_ANSWER_BYTES)
      throw new TransportError(`the answer is larger than ${LARGEST_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function* reworded(request: ApiRequest, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw asObjectsError(request, error, false);
  }
}

function asObjectsError({ method, path }: ApiRequest, thrown: unknown, wasLate: boolean): ObjectsError {
  if (thrown instanceof ObjectsError) return thrown;
  const why = wasLate ? `no answer in ${DEADLINE_MS} ms` : messageOf(thrown);
  return new ObjectsError('Unavailable', `${method} ${path}: ${why}`, { cause: thrown });
}
