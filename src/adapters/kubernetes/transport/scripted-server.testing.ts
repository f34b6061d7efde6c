import {
  createServer,
  type Http2Server,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
  type SessionOptions,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { manualTimers, type ManualTimers } from '#ports/manual-timers.testing.ts';
import type { ClusterAccess } from './access.ts';
import { Client } from './client.ts';

/** A request as the server got it, and the way to answer it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly stream: ServerHttp2Stream;
  readonly answer: (status: number, body?: unknown, headers?: Readonly<Record<string, string>>) => void;
  /** The headers of an answer whose body comes later. */
  readonly begin: (status?: number) => void;
}

export interface ScriptedServer {
  readonly url: URL;
  readonly http: Http2Server;
  /** Everything that was asked, in order. */
  readonly asked: readonly Asked[];
  /** The connections that are open, in order. */
  readonly sessions: ReadonlySet<Http2Session>;
  readonly sockets: ReadonlySet<Socket>;
  /** How many connections there ever were. */
  readonly connections: () => number;
}

/** HTTP/2 in the clear on loopback; each request is answered by `script`, whose second argument counts from 0. */
export async function scriptedServer(
  context: TestContext,
  script: (asked: Asked, index: number) => void,
  options: SessionOptions = {},
): Promise<ScriptedServer> {
  const http = createServer(options);
  const asked: Asked[] = [];
  const sessions = new Set<Http2Session>();
  const sockets = new Set<Socket>();
  let connections = 0;
  http.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  http.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
    session.once('close', () => sessions.delete(session));
  });
  http.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    let body = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (body += text));
    stream.on('end', () => {
      const one = askedOf(stream, headers, body);
      asked.push(one);
      script(one, asked.length - 1);
    });
  });
  const url = await listen(http);
  context.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => http.close(resolve));
  });
  return { url, http, asked, sessions, sockets, connections: () => connections };
}

async function listen(http: Http2Server): Promise<URL> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
}

function askedOf(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: string): Asked {
  return {
    method: headers[':method'] ?? '',
    path: headers[':path'] ?? '',
    headers,
    body,
    stream,
    answer(status, content = {}, more = {}) {
      if (stream.destroyed) return;
      stream.respond({ ':status': status, ...more });
      stream.end(typeof content === 'string' ? content : JSON.stringify(content));
    },
    begin(status = 200) {
      stream.respond({ ':status': status });
    },
  };
}

/** A client whose time stands still until the test turns it. */
export function clientOf(
  context: TestContext,
  url: URL,
  access: Omit<ClusterAccess, 'server'> = {},
): { readonly client: Client; readonly time: ManualTimers } {
  const time = manualTimers();
  const client = new Client({
    access: { server: url, ...access },
    clock: time,
    timers: time,
    random: () => 0,
    userAgent: 'test',
  });
  context.after(() => client.close());
  return { client, time };
}

const DEADLINE_MS = 10_000;

/** Waits until something of the network has come true. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited ${DEADLINE_MS} ms for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
