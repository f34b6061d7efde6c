import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createServer } from '#apps/server/server.ts';
import type { ErrorView, LogView } from '#apps/server/views.ts';
import { preview } from '#features/deliver/worlds.testing.ts';
import { redactor } from '#lib/redact.ts';
import { silentLog } from '#ports/log.ts';
import { createVirtualTime } from '#test/virtual-time.ts';
import { LoggedCluster } from './cluster.testing.ts';

const PATH = '/v1/environments/shop-pr-12/logs';
const SECRET = 'ghp_0123456789';

function worldOf() {
  const time = createVirtualTime(Date.UTC(2026, 0, 5, 9));
  const cluster = new LoggedCluster(time.clock);
  const { reader, podLogs } = cluster;
  const logs = { podLogs, redact: redactor([SECRET]) };
  const server = createServer({ reader, logs, timers: time.timers, log: silentLog });
  const ask = async (query = '', name = PATH) => server.request(`${name}${query}`);
  return { time, cluster, ask };
}
type World = ReturnType<typeof worldOf>;

const wordsOf = (view: LogView): string => {
  switch (view.kind) {
    case 'line':
      return `${view.pod.slice(-1)} ${view.text}`;
    case 'pod':
      return `${view.pod.slice(-1)} ${view.state}`;
    case 'dropped':
      return `dropped ${view.lines}`;
    case 'nothing':
      return `nothing: ${view.reason}`;
    case 'gone':
      return `${view.name} is gone`;
  }
};
const viewsIn = (text: string): readonly LogView[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogView);
const said = (text: string): readonly string[] => viewsIn(text).map(wordsOf);

test('the lines of all pods, in the order of their time', async () => {
  const { time, cluster, ask } = worldOf();
  cluster.start('a');
  cluster.start('b');
  cluster.write('a', 'first');
  await time.advance(5);
  cluster.write('b', 'second');
  await time.advance(5);
  cluster.write('a', 'third');
  const answer = await ask();
  assert.equal(answer.headers.get('content-type'), 'application/x-ndjson');
  const views = viewsIn(await answer.text());
  assert.deepEqual(views.map(wordsOf), ['a first', 'b second', 'a third']);
  assert.deepEqual(views[1], {
    kind: 'line',
    pod: 'shop-1a2b-b',
    at: '2026-01-05T09:00:00.005Z',
    text: 'second',
  });
});

const kept: Record<string, { query: string; lines: readonly string[] }> = {
  'the last lines of each': { query: '?tail=1', lines: ['a 3'] },
  'no line': { query: '?tail=0', lines: ['nothing: NothingToRun'] },
  'the run before': { query: '?previous=true', lines: ['a 1'] },
};
for (const [sentence, { query, lines }] of Object.entries(kept)) {
  test(`${sentence}: ${query}`, async () => {
    const { cluster, ask } = worldOf();
    cluster.start('a');
    cluster.write('a', '1');
    cluster.restart('a');
    cluster.write('a', '2', '3');
    assert.deepEqual(said(await (await ask(query)).text()), lines);
  });
}

test('secrets are masked (law 8)', async () => {
  const { cluster, ask } = worldOf();
  cluster.start('a');
  cluster.write('a', `token ${SECRET}, ${Buffer.from(SECRET).toString('base64')}`);
  assert.deepEqual(said(await (await ask()).text()), ['a token ***, ***']);
});

test('an environment that runs nothing says why, and what to do', async () => {
  const { cluster, ask } = worldOf();
  cluster.environment = preview({ waiting: { reason: 'ChecksFailed', message: 'failed: test' } });
  const [view] = viewsIn(await (await ask()).text());
  assert.deepEqual(view, {
    kind: 'nothing',
    reason: 'ChecksFailed',
    message: 'failed: test',
    next: 'look at the failed check on GitHub, push a commit that mends it, or run it again',
  });
});

const errors: Record<string, { query: string; status: number; code: string; environment?: undefined }> = {
  'an environment that is not there': { query: '', status: 404, code: 'NotFound', environment: undefined },
  'a flag that is no flag': { query: '?follow=yes', status: 400, code: 'Invalid' },
  'a count that is no count': { query: '?tail=-1', status: 400, code: 'Invalid' },
  'a count beyond all bounds': { query: '?tail=99999', status: 400, code: 'Invalid' },
  'following what is over': { query: '?follow=true&previous=true', status: 400, code: 'Invalid' },
};
for (const [what, { query, status, code, ...more }] of Object.entries(errors)) {
  test(`${what} is ${status} ${code}`, async () => {
    const { cluster, ask } = worldOf();
    if ('environment' in more) cluster.environment = undefined;
    const answer = await ask(query);
    assert.equal(answer.status, status);
    const { error } = (await answer.json()) as ErrorView;
    assert.equal(error.code, code);
    assert.ok(error.next, 'it says what to do next');
  });
}

/** Follows, and takes down what was said so far. */
async function follow({ ask }: World, query = '') {
  const answer = await ask(`?follow=true${query}`);
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const told: string[] = [];
  const decoder = new TextDecoder();
  const ended = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      told.push(...said(decoder.decode(part.value)));
    }
  })();
  return { told, ended, leave: () => reader.cancel() };
}

test('who follows hears every pod that comes and goes, and each line once', async () => {
  const world = worldOf();
  const { time, cluster } = world;
  cluster.start('a');
  cluster.write('a', '1');
  const { told, leave } = await follow(world);
  await time.advance(10);
  cluster.write('a', '2');
  await time.advance(10);
  cluster.start('b');
  cluster.write('b', 'hello');
  await time.advance(1000);
  cluster.write('a', 'bye');
  cluster.end('a');
  await time.advance(1000);
  cluster.write('b', 'alone');
  await time.advance(10);
  assert.deepEqual(told, ['a joined', 'a 1', 'a 2', 'b joined', 'b hello', 'a bye', 'a ended', 'b alone']);
  await leave();
});

test('a container that is started again is followed on, and nothing of before is told twice', async () => {
  const world = worldOf();
  const { time, cluster } = world;
  cluster.start('a');
  cluster.write('a', '1');
  const { told, leave } = await follow(world);
  await time.advance(10);
  cluster.restart('a');
  await time.advance(5);
  cluster.write('a', '2');
  await time.advance(1000);
  cluster.write('a', '3');
  await time.advance(1000);
  assert.deepEqual(told, ['a joined', 'a 1', 'a 2', 'a 3']);
  await leave();
});

for (const [tail, lines] of [
  [1, ['a joined', 'a 2', 'a 3']],
  [0, ['a joined', 'a 3']],
] as const) {
  test(`of what is there ${tail} lines, then all that comes`, async () => {
    const world = worldOf();
    const { time, cluster } = world;
    cluster.start('a');
    cluster.write('a', '1', '2');
    const { told, leave } = await follow(world, `&tail=${tail}`);
    await time.advance(10);
    cluster.write('a', '3');
    await time.advance(1000);
    assert.deepEqual(told, lines);
    await leave();
  });
}

test('who follows what runs nothing hears why, once for each reason, and then its pods', async () => {
  const world = worldOf();
  const { time, cluster } = world;
  cluster.environment = preview({ waiting: { reason: 'ChecksPending', message: 'waiting for test' } });
  const { told, leave } = await follow(world);
  await time.advance(2000);
  cluster.environment = preview({ waiting: { reason: 'ChecksFailed', message: 'failed: test' } });
  await time.advance(2000);
  cluster.start('a');
  await time.advance(500);
  assert.deepEqual(told, ['nothing: ChecksPending', 'nothing: ChecksFailed', 'a joined']);
  await leave();
});

test('it ends with the environment', async () => {
  const world = worldOf();
  const { time, cluster } = world;
  cluster.start('a');
  const { told, ended } = await follow(world);
  await time.advance(10);
  cluster.environment = preview({ metadata: { deletionTimestamp: '2026-01-05T09:00:00Z' } });
  cluster.end('a');
  await time.advance(1000);
  cluster.environment = undefined;
  await time.advance(1000);
  await ended;
  assert.deepEqual(told, ['a joined', 'a ended', 'shop-pr-12 is gone']);
});

test('a cluster that is away for a while ends nothing', async () => {
  const world = worldOf();
  const { time, cluster } = world;
  cluster.start('a');
  const { told, leave } = await follow(world);
  await time.advance(10);
  cluster.isAway = true;
  await time.advance(2000);
  cluster.write('a', 'still here');
  cluster.isAway = false;
  await time.advance(1000);
  assert.deepEqual(told, ['a joined', 'a still here']);
  await leave();
});

test('who may not see the lines is told so once, and does not wait without a word', async () => {
  const world = worldOf();
  const { time, cluster } = world;
  cluster.start('a');
  cluster.isForbidden = true;
  const { told, leave } = await follow(world);
  await time.advance(2000);
  assert.deepEqual(told, ['a joined', 'nothing: Forbidden']);
  await leave();
});

test('nothing is left when the reader goes away', async () => {
  const world = worldOf();
  const { time, cluster } = world;
  cluster.start('a');
  const { leave } = await follow(world);
  await time.advance(10);
  assert.deepEqual([cluster.reading, time.pending()], [1, 1]);
  await leave();
  assert.deepEqual([cluster.reading, time.pending()], [0, 0]);
});

test('nothing is begun for who asks for the headers only', async () => {
  const { time, cluster } = worldOf();
  const { reader, podLogs } = cluster;
  cluster.start('a');
  const server = createServer({ reader, logs: { podLogs, redact: String }, timers: time.timers, log: silentLog });
  assert.equal((await server.request(`${PATH}?follow=true`, { method: 'HEAD' })).status, 200);
  await time.advance(1000);
  assert.deepEqual([cluster.reading, time.pending()], [0, 0]);
});

test('a reader that reads nothing costs no more than what may wait for it', async () => {
  const world = worldOf();
  const { time, cluster, ask } = world;
  cluster.start('a');
  const answer = await ask('?follow=true');
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  for (let count = 1; count <= 30_000; count++) {
    cluster.write('a', `line ${count}`);
    if (count % 1000 === 0) await time.advance(1);
  }
  const next = async () => viewsIn(new TextDecoder().decode((await reader.read()).value)).map(wordsOf)[0];
  assert.equal(await next(), 'dropped 25000');
  assert.equal(await next(), 'a line 25001');
  await reader.cancel();
});
