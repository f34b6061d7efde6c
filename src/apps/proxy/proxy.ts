import { once } from 'node:events';
import type { Server } from 'node:http';
import { messageOf } from '#lib/coded-error.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { Balance } from './balance.ts';
import type { Exchange } from './exchange.ts';
import { createListener } from './listener.ts';
import { agentOf } from './pod-network.ts';
import { refuse } from './refuse.ts';
import { unexpected } from './refusals.ts';
import { route, type RouteOptions } from './route.ts';

export interface ProxyOptions extends Pick<RouteOptions, 'reader' | 'routes' | 'pods' | 'clock' | 'timers' | 'log'> {
  /** Where it listens; loopback unless said otherwise. */
  readonly hostname?: string;
  readonly maximumConnections?: number;
  /** How long a request that may be repeated is tried again while a replacement takes over. */
  readonly patienceMs?: number;
  /** From the end of a request to the beginning of its answer. */
  readonly answerTimeoutMs?: number;
  /** How long `close` lets requests under way finish. */
  readonly graceMs?: number;
}

/** The one door to all environments. */
export interface Proxy {
  /** @param port 0 takes a free one @returns the port. Rejects when it cannot listen. */
  listen(port: number): Promise<number>;
  /** How many requests each environment was asked for since the start. */
  requests(): ReadonlyMap<EnvironmentName, number>;
  /** Takes nothing new; resolves when the last request is answered, or was cut off after the grace time. */
  close(): Promise<void>;
}

/** Routes requests by host name to the ready endpoints of environments. */
export function createProxy(options: ProxyOptions): Proxy {
  const agent = agentOf(options.pods, { keepAlive: true, maxSockets: 256, maxFreeSockets: 16, scheduling: 'lifo' });
  const counts = new Map<EnvironmentName, number>();
  const open = new Set<Exchange>();
  const carry = createCarry(open, {
    patienceMs: 2_000,
    answerTimeoutMs: 30_000,
    ...options,
    agent,
    balance: new Balance(),
    count: (name) => counts.set(name, (counts.get(name) ?? 0) + 1),
  });
  const server = createListener(carry);
  server.maxConnections = options.maximumConnections ?? 1024;
  return {
    listen: (port) => listen(server, port, options.hostname ?? '127.0.0.1'),
    requests: () => counts,
    close: async () => {
      await close(server, open, options);
      agent.destroy();
    },
  };
}

function createCarry(open: Set<Exchange>, options: RouteOptions): (exchange: Exchange) => void {
  return (exchange) => {
    const leave = (): void => void open.delete(exchange);
    open.add(exchange);
    if (exchange.switch) exchange.switch.socket.once('close', leave);
    else exchange.outgoing.once('close', leave);
    route(exchange, options)
      .then((refusal) => refusal && refuse(exchange, refusal))
      .catch((error: unknown) => {
        options.log.error('request-failed', { error: messageOf(error) });
        refuse(exchange, unexpected);
      });
  };
}

async function listen(server: Server, port: number, hostname: string): Promise<number> {
  server.listen(port, hostname);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** A connection that idles, or was switched to another protocol, would never end by itself. */
async function close(server: Server, open: Set<Exchange>, { timers, graceMs = 5_000 }: ProxyOptions): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.on('request', (_, outgoing) => void (outgoing.shouldKeepAlive = false));
  for (const { outgoing, switch: switched } of open) {
    switched?.socket.destroy();
    outgoing.once('close', () => server.closeIdleConnections());
  }
  const cancel = timers.after(graceMs, () => server.closeAllConnections());
  await closed;
  cancel();
}
