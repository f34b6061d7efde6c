import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type RequestListener,
  type RequestOptions,
  type Server,
} from 'node:http';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { systemClock, systemTimers } from '#adapters/node/time.ts';
import { silentLog } from '#ports/log.ts';
import { SeenCluster, preview } from './cluster.testing.ts';
import { routesUnder } from '#apps/proxy/host.ts';
import { byAddress } from '#apps/proxy/pod-network.ts';
import { createProxy, type Proxy, type ProxyOptions } from '#apps/proxy/proxy.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks, and reads the whole answer. Rejects when the connection breaks. */
export function ask(options: RequestOptions, body?: string | Buffer): Promise<Answer> {
  const answered = Promise.withResolvers<Answer>();
  const asking = request({ host: '127.0.0.1', ...options }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('error', answered.reject);
    answer.on('end', () => {
      const { statusCode = 0, headers } = answer;
      answered.resolve({ status: statusCode, headers, body: Buffer.concat(chunks).toString() });
    });
  });
  asking.on('error', answered.reject);
  asking.end(body);
  return answered.promise;
}

/** A service on a free port of loopback, gone with the test. */
export async function serve(
  context: TestContext,
  listener: RequestListener,
): Promise<{ server: Server; port: number }> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

/** A port of loopback on which nobody listens. */
export async function closedPort(context: TestContext): Promise<number> {
  const { server, port } = await serve(context, () => undefined);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Bench {
  readonly cluster: SeenCluster;
  readonly proxy: Proxy;
  readonly port: number;
  /** Options of a request to a host of the proxy: of the preview unless another is named. */
  to(path: string, options?: RequestOptions): RequestOptions;
}

/** A proxy before a cluster that has one preview without endpoints. */
export async function startBench(context: TestContext, options: Partial<ProxyOptions> = {}): Promise<Bench> {
  const cluster = new SeenCluster();
  cluster.setEnvironment(preview);
  const proxy = createProxy({
    reader: cluster,
    pods: byAddress,
    routes: routesUnder('localhost'),
    clock: systemClock,
    timers: systemTimers,
    log: silentLog,
    graceMs: 200,
    ...options,
  });
  const port = await proxy.listen(0);
  context.after(() => proxy.close());
  const host = `${preview}.localhost:${port}`;
  const to: Bench['to'] = (path, more = {}) => ({
    port,
    path,
    ...more,
    headers: { host, ...(more.headers as object) },
  });
  return { cluster, proxy, port, to };
}
