import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { serveOnNode, type NodeServer, type NodeServerLimits } from '#adapters/node/http-server.ts';
import { systemClock, systemTimers } from '#adapters/node/time.ts';
import { pullRequestOpened, SECRET, sign } from '#apps/function/delivery.testing.ts';
import { createFunction, WEBHOOK_PATH, type FunctionOptions } from '#apps/function/function.ts';
import type { Hint } from '#apps/function/hint.ts';
import { silentLog } from '#ports/log.ts';

export const MEBIBYTE = 1024 * 1024;

/** The function behind its real server on loopback, and what it woke. */
export interface Edge extends NodeServer {
  readonly port: number;
  readonly woken: Hint[];
}

/** Is closed when the test ends. */
export async function startEdge(
  context: Pick<TestContext, 'after'>,
  options: Partial<FunctionOptions> = {},
  limits: Partial<NodeServerLimits> = {},
): Promise<Edge> {
  const woken: Hint[] = [];
  const wake = async (hint: Hint) => void woken.push(hint);
  const parts = { timers: systemTimers, clock: systemClock, log: silentLog };
  const { handle } = createFunction({ secrets: [SECRET], wake, ...parts, ...options });
  const place = { hostname: '127.0.0.1', port: 0, timers: systemTimers, graceMs: 1_000 };
  const server = await serveOnNode({ handle, ...place, ...limits });
  context.after(() => server.close());
  return { ...server, port: Number(new URL(server.url).port), woken };
}

export const headers = {
  'content-type': 'application/json',
  'x-github-event': 'pull_request',
  'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
};

export interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

export const ask = (
  edge: Pick<Edge, 'port'>,
  given: OutgoingHttpHeaders,
  path = WEBHOOK_PATH,
  method = 'POST',
): ClientRequest => httpRequest({ host: '127.0.0.1', port: edge.port, path, method, headers: given, agent: false });

export async function answerTo(request: ClientRequest): Promise<Answer> {
  request.on('error', () => undefined);
  const [response]: IncomingMessage[] = await once(request, 'response');
  response?.setEncoding('utf8');
  return { status: response?.statusCode, body: (await response?.toArray())?.join('') ?? '' };
}

/** A delivery as GitHub sends it, but for the headers that are given; an undefined one is left out. */
export function send(
  edge: Pick<Edge, 'port'>,
  body: string | Uint8Array = pullRequestOpened,
  given: Readonly<Record<string, string | readonly string[] | undefined>> = {},
  { path, method }: { readonly path?: string; readonly method?: string } = {},
): Promise<Answer> {
  const all = { ...headers, 'x-hub-signature-256': sign(body), ...given };
  const present = Object.entries(all).filter(([, value]) => value !== undefined);
  const request = ask(edge, Object.fromEntries(present) as OutgoingHttpHeaders, path, method);
  const answer = answerTo(request);
  request.end(body);
  return answer;
}

export async function connectTo(edge: Pick<Edge, 'port'>): Promise<Socket> {
  const socket = connect(edge.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Writes these bytes and no others, and reads until the server ends the connection. */
export async function rawAnswer(edge: Pick<Edge, 'port'>, bytes: string): Promise<string> {
  const socket = await connectTo(edge);
  socket.write(bytes);
  return Buffer.concat(await socket.toArray().catch(() => [])).toString('latin1');
}

/** The head of a signed delivery, for what is written byte by byte. */
export const rawHead = (lines: readonly string[], body: string = pullRequestOpened): string =>
  [
    `POST ${WEBHOOK_PATH} HTTP/1.1`,
    'Host: x',
    ...Object.entries({ ...headers, 'x-hub-signature-256': sign(body) }).map(([name, value]) => `${name}: ${value}`),
    ...lines,
    '\r\n',
  ].join('\r\n');
