import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Timers } from '#ports/timers.ts';

export interface NodeServerOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly timers: Timers;
  /** More are closed at once; each may hold one body in memory. */
  readonly maximumConnections?: number;
  /** For the headers to arrive. */
  readonly headersTimeoutMs?: number;
  /** For the whole request to arrive. */
  readonly requestTimeoutMs?: number;
  /** How long `close` lets requests under way finish. */
  readonly graceMs?: number;
}

export interface NodeServer {
  /** `http://127.0.0.1:41234` */
  readonly url: string;
  /** Takes no new request and resolves when the last is answered, or was cut off after the grace time. */
  close(): Promise<void>;
}

/** A `fetch` handler as an HTTP server that slow and numerous clients cannot wear down. Rejects when it cannot listen. */
export async function serveOnNode(options: NodeServerOptions): Promise<NodeServer> {
  const listener = getRequestListener(options.fetch, { overrideGlobalObjects: false });
  const { headersTimeoutMs: headersTimeout = 5_000, requestTimeoutMs: requestTimeout = 10_000 } = options;
  const connectionsCheckingInterval = Math.min(1_000, headersTimeout, requestTimeout);
  const server = createServer({ headersTimeout, requestTimeout, connectionsCheckingInterval }, (incoming, outgoing) => {
    outgoing.once('close', () => closeWhenIdle(server));
    void listener(incoming, outgoing);
  });
  server.maxConnections = options.maximumConnections ?? 256;
  server.listen(options.port, options.hostname);
  await once(server, 'listening');
  return { url: urlOf(server, options.hostname), close: () => close(server, options) };
}

/** `close` ends the connections that are idle then, and would wait for one that becomes idle later. */
function closeWhenIdle(server: Server): void {
  if (!server.listening) setImmediate(() => server.closeIdleConnections());
}

function urlOf(server: Server, hostname: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}

async function close(server: Server, { timers, graceMs = 10_000 }: NodeServerOptions): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  const cancel = timers.after(graceMs, () => server.closeAllConnections());
  await closed;
  cancel();
}
