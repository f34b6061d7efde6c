import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { ask, closedPort, serve, startBench } from './bench.testing.ts';
import { condition, preview } from './cluster.testing.ts';

test('an endpoint that refuses connections is passed over, for bodies as well', async (context) => {
  const bench = await startBench(context);
  const service = await serve(context, (incoming, outgoing) => incoming.pipe(outgoing));
  bench.cluster.setPorts(preview, { [await closedPort(context)]: 'ready', [service.port]: 'ready' });
  for (let count = 0; count < 6; count++) {
    const answer = await ask(bench.to('/', { method: 'POST', headers: { 'content-length': 4 } }), 'once');
    assert.deepEqual([answer.status, answer.body], [200, 'once']);
  }
});

test('a request waits a little while a replacement takes over', async (context) => {
  const bench = await startBench(context, { patienceMs: 10_000 });
  bench.cluster.setEnvironment(preview, {}, { conditions: [condition('Ready', 'True', 'Available')] });
  const answered = ask(bench.to('/'));
  const service = await serve(context, (_, outgoing) => outgoing.end('new'));
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  assert.equal((await answered).body, 'new');
});

test('a connection that dies before the answer: what may be done twice is done again', async (context) => {
  const bench = await startBench(context);
  let asked = 0;
  const service = await serve(context, ({ socket }, outgoing) => {
    asked += 1;
    if (asked === 1) socket.destroy();
    else outgoing.end('second');
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  assert.equal((await ask(bench.to('/'))).body, 'second');
});

for (const options of [
  { method: 'POST', body: 'x' },
  { method: 'POST', body: '' },
  { method: 'PUT', body: 'x' },
]) {
  test(`a ${options.method} with ${options.body.length} bytes that may have been done is never sent twice`, async (context) => {
    const bench = await startBench(context);
    let asked = 0;
    const service = await serve(context, ({ socket }) => {
      asked += 1;
      socket.destroy();
    });
    bench.cluster.setPorts(preview, { [service.port]: 'ready' });
    const headers = { 'content-length': options.body.length };
    const answer = await ask(bench.to('/', { method: options.method, headers }), options.body);
    assert.deepEqual([answer.status, asked], [502, 1]);
  });
}

test('a request whose answer had begun is never sent twice', async (context) => {
  const bench = await startBench(context);
  let asked = 0;
  const service = await serve(context, ({ socket }) => {
    asked += 1;
    socket.end('HTTP/1.1 200 OK\r\ncontent-');
  });
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  assert.equal((await ask(bench.to('/'))).status, 502);
  assert.equal(asked, 1);
});

test('many rolling replacements under constant clients lose no request', async (context) => {
  const bench = await startBench(context);
  const versions = [1, 2, 3, 4, 5, 6, 7, 8];
  const start = (version: number) =>
    serve(context, (incoming, outgoing) => {
      incoming.resume();
      incoming.on('end', () => setImmediate(() => outgoing.end(String(version))));
    });
  let current = await start(0);
  bench.cluster.setPorts(preview, { [current.port]: 'ready' });

  const answers: string[] = [];
  const over = new AbortController();
  const agent = new Agent({ keepAlive: true });
  const client = async (method: string, body: string): Promise<void> => {
    while (!over.signal.aborted) {
      const headers = { 'content-length': body.length };
      const answer = await ask(bench.to('/', { method, agent, headers }), body);
      answers.push(answer.status === 200 ? answer.body : `${method}: ${answer.status} ${answer.body}`);
      await pause(1);
    }
  };
  const clients = [client('GET', ''), client('GET', ''), client('POST', 'body'), client('GET', '')];
  const seen = async (version: number): Promise<void> => {
    while (!answers.includes(String(version))) await pause(1);
  };
  await seen(0);
  for (const version of versions) {
    const next = await start(version);
    bench.cluster.setPorts(preview, { [current.port]: 'ready', [next.port]: 'ready' });
    await seen(version);
    bench.cluster.setPorts(preview, { [current.port]: 'terminating', [next.port]: 'ready' });
    current.server.close();
    await once(current.server, 'close', { signal: AbortSignal.timeout(20_000) });
    current = next;
  }
  over.abort();
  await Promise.all(clients);
  agent.destroy();
  assert.deepEqual(
    answers.filter((answer) => !/^\d$/.test(answer)),
    [],
  );
});

test('a service that ends before the cluster has heard of it loses no GET', async (context) => {
  const bench = await startBench(context);
  const start = (version: number) => serve(context, (_, outgoing) => setImmediate(() => outgoing.end(String(version))));
  const old = await start(1);
  bench.cluster.setPorts(preview, { [old.port]: 'ready' });
  const agent = new Agent({ keepAlive: true });
  const answers: string[] = [];
  const over = new AbortController();
  const client = async (): Promise<void> => {
    while (!over.signal.aborted) answers.push((await ask(bench.to('/', { agent }))).body);
  };
  const clients = [client(), client(), client()];
  while (answers.length < 20) await pause(1);
  old.server.close();
  old.server.closeAllConnections();
  const next = await start(2);
  bench.cluster.setPorts(preview, { [next.port]: 'ready' });
  while (!answers.includes('2')) await pause(1);
  over.abort();
  await Promise.all(clients);
  agent.destroy();
  assert.deepEqual([...new Set(answers)], ['1', '2']);
});
