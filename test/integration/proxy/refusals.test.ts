import { strict as assert } from 'node:assert';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { CommitSha, EnvironmentName, StageName } from '#model/ids.ts';
import { ask, closedPort, serve, startBench } from './bench.testing.ts';
import { condition, preview } from './cluster.testing.ts';

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test('unknown hosts, foreign domains and names that are none are answered alike, with nothing learnt', async (context) => {
  const bench = await startBench(context);
  const hosts = [
    'shop-pr-13.localhost',
    `${preview}.evil.example`,
    'localhost',
    '_.localhost',
    `a.${preview}.localhost`,
  ];
  const answers = await Promise.all(hosts.map((host) => ask(bench.to('/', { headers: { host } }))));
  for (const [index, { status, body }] of answers.entries()) {
    assert.equal(status, 404, hosts[index]);
    assert.equal(body, answers[0]?.body, hosts[index]);
    assert.doesNotMatch(body, /shop/);
  }
});

test('the page has the format that was asked for', async (context) => {
  const bench = await startBench(context);
  const formats = {
    'text/html;q=0.9, text/plain;q=0.1': 'text/html',
    'application/json': 'application/json',
    '*/*': 'text/plain',
  };
  for (const [accept, type] of Object.entries(formats)) {
    const answer = await ask(bench.to('/', { headers: { host: 'x.localhost', accept } }));
    assert.equal(answer.headers['content-type'], `${type}; charset=utf-8`);
    if (type === 'application/json') assert.equal((JSON.parse(answer.body) as { status: number }).status, 404);
  }
});

test('an environment that waits says what for; hostile words are text', async (context) => {
  const bench = await startBench(context);
  const waiting = { reason: 'ChecksFailed', message: 'failed: <script>alert("1")</script>' } as const;
  bench.cluster.setEnvironment(preview, { waiting });
  const answer = await ask(bench.to('/', { headers: html }));
  assert.equal(answer.status, 503);
  assert.equal(answer.headers['retry-after'], '2');
  assert.match(answer.body, /http-equiv="refresh"/);
  assert.match(answer.body, /ChecksFailed/);
  assert.match(answer.body, /&lt;script&gt;/);
  assert.doesNotMatch(answer.body, /<script/);
  assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/);
});

test('an environment that comes up or failed says so in the words of its conditions', async (context) => {
  const bench = await startBench(context);
  const failed = condition('Progressing', 'False', 'CrashLoopBackOff', 'the process ends soon after its start');
  bench.cluster.setEnvironment(preview, {}, { conditions: [failed] });
  const answer = await ask(bench.to('/'));
  assert.equal(answer.status, 503);
  assert.equal(
    answer.body,
    'shop-pr-12 does not answer yet\nCrashLoopBackOff: the process ends soon after its start\n',
  );
});

test('endpoints that are not ready get nothing', async (context) => {
  const bench = await startBench(context);
  const service = await serve(context, () => assert.fail('asked'));
  bench.cluster.setPorts(preview, { [service.port]: 'terminating' });
  assert.equal((await ask(bench.to('/'))).status, 503);
});

test('search engines are kept from previews, not from stages', async (context) => {
  const bench = await startBench(context);
  const staging = 'shop-staging' as EnvironmentName;
  const stage = { name: 'staging' as StageName, branch: 'main', head: 'b'.repeat(40) as CommitSha };
  bench.cluster.setEnvironment(staging, { stage, pullRequest: undefined } as never);
  const service = await serve(context, (_, outgoing) => outgoing.end('ok'));
  bench.cluster.setPorts(staging, { [service.port]: 'ready' });
  const answer = await ask(bench.to('/', { headers: { host: `${staging}.localhost` } }));
  assert.deepEqual([answer.status, answer.headers['x-robots-tag']], [200, undefined]);
});

test('a service that gives no answer in time is given up, and told', async (context) => {
  const bench = await startBench(context, { answerTimeoutMs: 100 });
  const left = Promise.withResolvers<void>();
  const service = await serve(context, (_, outgoing) => void outgoing.once('close', () => left.resolve()));
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  const answer = await ask(bench.to('/'));
  assert.deepEqual([answer.status, answer.body.split('\n')[0]], [504, 'shop-pr-12 does not answer']);
  await left.promise;
});

test('nobody listens: 502 once patience has ended', async (context) => {
  const bench = await startBench(context, { patienceMs: 100 });
  bench.cluster.setPorts(preview, { [await closedPort(context)]: 'ready' });
  assert.equal((await ask(bench.to('/'))).status, 502);
});

test('nonsense in place of an answer is a 502', async (context) => {
  const bench = await startBench(context, { patienceMs: 0 });
  const service = await serve(context, ({ socket }) => void socket.end('HTTP/1.1 2OO fine\r\n\r\n'));
  bench.cluster.setPorts(preview, { [service.port]: 'ready' });
  assert.equal((await ask(bench.to('/'))).status, 502);
});

test('a cluster that gives no answer is said, and nothing breaks', async (context) => {
  const bench = await startBench(context);
  bench.cluster.isAway = true;
  const answer = await ask(bench.to('/'));
  assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '2']);
});

const raw: Record<string, { send: string; status: number }> = {
  'a request for another server': {
    send: 'GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n',
    status: 400,
  },
  'a request without a host': { send: 'GET / HTTP/1.1\r\n\r\n', status: 400 },
  'headers of more than 32 KiB': { send: `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(40_000)}\r\n\r\n`, status: 431 },
  'two lengths': { send: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', status: 400 },
  'a length and chunks': {
    send: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    status: 400,
  },
};
for (const [what, { send, status }] of Object.entries(raw)) {
  test(`${what} is refused with ${status}`, async (context) => {
    const bench = await startBench(context);
    const socket = connect(bench.port, '127.0.0.1');
    const answer = Promise.withResolvers<string>();
    socket.once('data', (chunk) => answer.resolve(chunk.toString()));
    socket.on('error', answer.reject);
    socket.write(send);
    assert.match(await answer.promise, new RegExp(`^HTTP/1.1 ${status} `));
    socket.destroy();
  });
}
