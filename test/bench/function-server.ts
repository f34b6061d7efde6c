import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';
import { serveOnNode } from '#adapters/node/http-server.ts';
import { serverLog } from '#adapters/node/log.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { createFunction, WEBHOOK_PATH } from '#apps/function/function.ts';

/** One of the servers that are compared, in a process of its own: `function-server.ts NAME SECRET`. */
const [, , name = '', secret = ''] = process.argv;

let woken = 0;

const servers: Readonly<Record<string, () => Promise<number>>> = {
  /** The real function with its dispatch, log and limits; what it wakes is counted and done at once. */
  async function() {
    const { log } = serverLog({ write: (lines) => process.stdout.write(lines), clock, timers });
    const app = createFunction({ secrets: [secret], wake: async () => void (woken += 1), timers, clock, log });
    const { url } = await serveOnNode({ handle: app.handle, hostname: '127.0.0.1', port: 0, timers });
    return Number(new URL(url).port);
  },

  /** The least that verifies a delivery: no limit, no deadline, no log. It answers as the function does, byte for byte. */
  bare: () => listen((request, response) => answerBare(request, (status) => answerJson(response, status))),

  /** The same but for its answer, which has no body: what that would save. */
  silent: () => listen((request, response) => answerBare(request, (status) => response.writeHead(status).end())),

  async octokit() {
    const webhooks = new Webhooks({ secret });
    webhooks.on('pull_request', () => undefined);
    const middleware = createNodeMiddleware(webhooks, { path: WEBHOOK_PATH });
    return listen((request, response) => void middleware(request, response));
  },
};

function answerBare(request: IncomingMessage, answer: (status: number) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const given = Buffer.from(String(request.headers['x-hub-signature-256']));
    if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected))) return answer(401);
    const payload: unknown = JSON.parse(body.toString());
    answer(typeof payload === 'object' ? 202 : 400);
  });
}

function answerJson(response: ServerResponse, status: number): void {
  const body = JSON.stringify({ accepted: 1 });
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system, rssBytes: process.memoryUsage.rss(), woken });
});
process.send?.({ port: await servers[name]?.() });
