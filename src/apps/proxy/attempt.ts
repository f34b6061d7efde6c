import { request, type Agent, type ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Timers } from '#ports/timers.ts';
import { Deadline } from './deadline.ts';
import type { Endpoint } from './endpoints.ts';
import { isRepeatable, type Exchange } from './exchange.ts';
import { hasBody, requestHeaders } from './headers.ts';
import { ownConnection, type PodNetwork } from './pod-network.ts';
import { passResponse, passSwitch } from './pass.ts';

/** How sending a request to one endpoint ended. */
export type AttemptEnd =
  /** The answer is on its way to the client, or was cut off on the way. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'failed'; readonly mayRepeat: boolean; readonly error: Error }
  /** No answer began in time. */
  | { readonly kind: 'late' }
  /** The client went away. */
  | { readonly kind: 'gone' };

export interface AttemptOptions {
  readonly endpoint: Endpoint;
  /** Keeps connections for requests that may be repeated when one of them turns out to be dead. */
  readonly agent: Agent;
  readonly pods: PodNetwork;
  readonly timers: Timers;
  /** From the last piece of the request to the beginning of the answer. */
  readonly answerTimeoutMs: number;
  readonly noindex: boolean;
  /** Called once when the endpoint has nothing more to do with this request. */
  readonly left: () => void;
}

/** Sends a request to one endpoint and lets the answer flow to the client. Never rejects. */
export function attempt(exchange: Exchange, options: AttemptOptions): Promise<AttemptEnd> {
  const { incoming, outgoing } = exchange;
  if (outgoing.destroyed) {
    options.left();
    return Promise.resolve({ kind: 'gone' });
  }
  const ended = Promise.withResolvers<AttemptEnd>();
  const upstream = open(exchange, options);
  const seen = watchConnection(upstream);
  const deadline = new Deadline(options.timers, options.answerTimeoutMs, () => {
    ended.resolve({ kind: 'late' });
    upstream.destroy();
  });
  const gone = (): void => {
    ended.resolve({ kind: 'gone' });
    upstream.destroy();
  };
  const fail = (error: Error, mayRepeat: boolean): void => {
    ended.resolve({ kind: 'failed', mayRepeat, error });
    upstream.destroy();
  };
  const pass = (begin: () => void): void => {
    deadline.stop();
    try {
      begin();
      ended.resolve({ kind: 'answered' });
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)), false);
    }
  };

  outgoing.once('close', gone);
  upstream.on('error', (error) => fail(error, !seen.connected || (isRepeatable(exchange) && !seen.answered())));
  upstream.once('continue', () => {
    if (incoming.headers.expect !== undefined) outgoing.writeContinue();
  });
  upstream.once('response', (answer) => pass(() => passResponse(answer, exchange, options.noindex)));
  upstream.once('upgrade', (answer, socket, head) => pass(() => passSwitch({ answer, socket, head }, exchange)));
  upstream.once('close', options.left);
  const progress = (): void => deadline.restart();
  send(exchange, upstream, progress);
  return ended.promise.finally(() => {
    incoming.off('data', progress);
    deadline.stop();
    outgoing.off('close', gone);
  });
}

function open(exchange: Exchange, { endpoint, agent, pods }: AttemptOptions): ClientRequest {
  const { incoming } = exchange;
  return request({
    ...endpoint,
    method: incoming.method,
    path: incoming.url,
    headers: requestHeaders(incoming, exchange.switch?.protocol),
    ...(isRepeatable(exchange) && !exchange.switch ? { agent } : ownConnection(pods, endpoint)),
  });
}

/**
 * A body leaves the client only once there is a connection, so that a refused one costs nothing.
 * @param progress called for each piece
 */
function send({ incoming }: Exchange, upstream: ClientRequest, progress: () => void): void {
  if (!hasBody(incoming)) {
    upstream.end();
    return;
  }
  upstream.flushHeaders();
  onceConnected(upstream, () => {
    incoming.on('data', progress);
    incoming.pipe(upstream);
  });
}

function onceConnected(upstream: ClientRequest, then: () => void): void {
  upstream.once('socket', (socket: Socket) => {
    if (socket.connecting) socket.once('connect', then);
    else then();
  });
}

interface Seen {
  connected: boolean;
  /** Whether a byte of an answer has come. */
  answered(): boolean;
}

function watchConnection(upstream: ClientRequest): Seen {
  const seen: Seen = { connected: false, answered: () => false };
  upstream.once('socket', (socket: Socket) => {
    const before = socket.bytesRead;
    seen.answered = () => socket.bytesRead > before;
  });
  onceConnected(upstream, () => (seen.connected = true));
  return seen;
}
