import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createFunction, WEBHOOK_PATH, type FunctionOptions } from '#apps/function/function.ts';
import { delivery, pullRequestOpened, SECRET, sign } from '#apps/function/delivery.testing.ts';
import { serveOnNode, type NodeServer, type NodeServerOptions } from '#adapters/node/http-server.ts';
import { silentLog } from '#ports/log.ts';
import type { Timers } from '#ports/timers.ts';

const MEGABYTE = 1024 * 1024;

const timers: Timers = {
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

const wake = async () => undefined;

async function started(
  context: TestContext,
  options: Partial<FunctionOptions> = {},
  limits: Partial<NodeServerOptions> = {},
): Promise<NodeServer> {
  const app = createFunction({ secrets: [SECRET], wake, timers, clock: Date, log: silentLog, ...options });
  const fetch = (request: Request) => app.fetch(request);
  const server = await serveOnNode({ fetch, hostname: '127.0.0.1', port: 0, timers, graceMs: 1_000, ...limits });
  context.after(() => server.close());
  return server;
}

const headers = {
  'content-type': 'application/json',
  'x-github-event': 'pull_request',
  'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
};

async function answerTo(request: ClientRequest): Promise<{ status: number | undefined; body: string }> {
  const [response]: IncomingMessage[] = await once(request, 'response');
  assert.ok(response);
  response.setEncoding('utf8');
  const body = (await response.toArray()).join('');
  return { status: response.statusCode, body };
}

test('a signed delivery is accepted over HTTP', async (context) => {
  const { url } = await started(context);
  const response = await fetch(url + WEBHOOK_PATH, delivery());
  assert.deepEqual([response.status, await response.json()], [202, { accepted: 1 }]);
});

test('a signature header that is sent twice is refused, even when both are right', async (context) => {
  const { url } = await started(context);
  const signature = sign(pullRequestOpened);
  const request = httpRequest(url + WEBHOOK_PATH, {
    method: 'POST',
    headers: { ...headers, 'x-hub-signature-256': [signature, signature] },
  });
  request.end(pullRequestOpened);
  assert.equal((await answerTo(request)).status, 401);
});

for (const header of ['x-github-event', 'x-github-delivery'] as const) {
  test(`a ${header} header that is sent twice is refused`, async (context) => {
    const { url } = await started(context);
    const request = httpRequest(url + WEBHOOK_PATH, {
      method: 'POST',
      headers: {
        ...headers,
        'x-hub-signature-256': sign(pullRequestOpened),
        [header]: [headers[header], headers[header]],
      },
    });
    request.end(pullRequestOpened);
    assert.equal((await answerTo(request)).status, 400);
  });
}

/** Writes until it is told no more, and says how much went out. */
async function pour(request: ClientRequest, mostBytes: number): Promise<number> {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  const over = new AbortController();
  request.once('close', () => over.abort());
  request.on('error', () => over.abort());
  let sent = 0;
  while (sent < mostBytes && !over.signal.aborted) {
    sent += chunk.length;
    if (!request.write(chunk)) await once(request, 'drain', { signal: over.signal }).catch(() => undefined);
  }
  return sent;
}

test('over-long chunked bodies get 413, are not read on and are not kept in memory', async (context) => {
  const maximumBytes = 25 * MEGABYTE;
  const rounds = 12;
  const { url } = await started(context, { maximumBytes });
  const before = process.memoryUsage().rss;
  for (let round = 0; round < rounds; round += 1) {
    const request = httpRequest(url + WEBHOOK_PATH, {
      method: 'POST',
      headers: { ...headers, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, 'transfer-encoding': 'chunked' },
    });
    const poured = pour(request, 1024 * MEGABYTE);
    assert.equal((await answerTo(request)).status, 413);
    const sent = await poured;
    assert.ok(sent < 2 * maximumBytes, `the server went on to take ${sent} bytes`);
  }
  const grown = process.memoryUsage().rss - before;
  const all = rounds * maximumBytes;
  assert.ok(grown < (all * 2) / 3, `memory grew by ${grown} bytes for ${all} bytes that were refused`);
});

test('headers that come too slowly end the connection', async (context) => {
  const { url } = await started(context, {}, { headersTimeoutMs: 200, requestTimeoutMs: 400 });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`POST ${WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\n`);
  const answer = Buffer.concat(await socket.toArray()).toString();
  assert.match(answer, /^HTTP\/1.1 408 /);
});

test('a connection beyond the cap is closed, and those below it are served', async (context) => {
  const { url } = await started(context, {}, { maximumConnections: 1 });
  const first = connect(Number(new URL(url).port), '127.0.0.1');
  await once(first, 'connect');
  const second = connect(Number(new URL(url).port), '127.0.0.1');
  await once(second, 'close');
  first.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  assert.match(Buffer.concat(await first.toArray()).toString(), /^HTTP\/1.1 404 /);
});

test('closing waits for the request that is under way and takes no other', async (context) => {
  const woken = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const hold = () => {
    woken.resolve();
    return held.promise;
  };
  const server = await started(context, { wake: hold });
  const answer = fetch(server.url + WEBHOOK_PATH, delivery());
  await woken.promise;
  const closed = server.close();
  await assert.rejects(fetch(server.url + WEBHOOK_PATH, delivery()));
  held.resolve();
  assert.equal((await answer).status, 202);
  await closed;
});
