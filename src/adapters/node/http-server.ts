import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { HttpHandler } from '#ports/http.ts';
import type { Timers } from '#ports/timers.ts';
import { boundConnections } from './crowd.ts';
import { listenerOf } from './exchange.ts';

/** A handler of ours, or any web-standard one, which costs about 0.2 ms more a request. */
export type NodeServerOptions = NodeServerLimits &
  ({ readonly handle: HttpHandler } | { readonly fetch: (request: Request) => Response | Promise<Response> });

export interface NodeServerLimits {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly timers: Timers;
  /** At the bound, whoever has waited longest for the rest of its request gives way; see `boundConnections`. */
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

/** An HTTP server that slow and numerous clients cannot wear down. Rejects when it cannot listen. */
export async function serveOnNode(options: NodeServerOptions): Promise<NodeServer> {
  const listener = listenerFor(options);
  const { headersTimeoutMs: headersTimeout = 5_000, requestTimeoutMs: requestTimeout = 10_000 } = options;
  const connectionsCheckingInterval = Math.min(1_000, headersTimeout, requestTimeout);
  const limits = { headersTimeout, requestTimeout, connectionsCheckingInterval };
  const server = createServer({ ...limits, joinDuplicateHeaders: true }, listener);
  boundConnections(server, options.maximumConnections ?? 1_024, () => closeWhenIdle(server));
  server.listen(options.port, options.hostname);
  await once(server, 'listening');
  return { url: urlOf(server, options.hostname), close: () => close(server, options) };
}

function listenerFor(options: NodeServerOptions): RequestListener {
  if ('handle' in options) return listenerOf(options.handle, options.timers);
  const listener = getRequestListener(options.fetch, { overrideGlobalObjects: false });
  return (incoming, outgoing) => void listener(incoming, outgoing);
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
