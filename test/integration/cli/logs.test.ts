import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { realClock, realTimers, until } from '#adapters/local/real-time.testing.ts';
import { LoggedCluster } from '#apps/server/logs/cluster.testing.ts';
import { createServer } from '#apps/server/server.ts';
import { listenOnSocket, type SocketServer } from '#apps/server/socket.ts';
import { silentLog } from '#ports/log.ts';
import { directory, dm, run } from './dm.testing.ts';

interface Place {
  readonly cluster: LoggedCluster;
  readonly socket: string;
  readonly server: SocketServer;
}

/** A server with the preview `shop-pr-12`, whose one pod `x2k4p` has written two lines. */
async function serve(context: TestContext): Promise<Place> {
  const cluster = new LoggedCluster(realClock);
  cluster.start('x2k4p');
  cluster.write('x2k4p', 'listens on 3000', 'GET \u001b[2J/');
  const { reader, podLogs } = cluster;
  const app = createServer({ reader, logs: { podLogs, redact: String }, timers: realTimers, log: silentLog });
  const socket = join(await directory(context), 'run', 'dm.sock');
  const server = await listenOnSocket(app, socket);
  context.after(() => server.close());
  return { cluster, socket, server };
}

/** `dm env logs -f`, and what it has said so far. */
function follow(context: TestContext, { socket }: Place, ...words: readonly string[]) {
  const child = spawn(dm, ['env', 'logs', 'shop-pr-12', '--follow', ...words, '--socket', socket], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  context.after(() => child.kill('SIGKILL'));
  const told = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (told.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (told.stderr += chunk.toString()));
  const says = (words_: string) => until(`it says ${words_}`, () => told.stdout.includes(words_));
  return { child, told, says, ended: endOf(child) };
}

const endOf = async (child: ChildProcess): Promise<number | string | null> => {
  await once(child, 'close');
  return child.exitCode ?? child.signalCode;
};
const nobodyReads = ({ cluster }: Place) => until('nobody reads at the server', () => cluster.reading === 0);

test('lines are on standard output, each with its pod, and hostile words are text', async (context) => {
  const { socket } = await serve(context);
  const { code, stdout, stderr } = await run(['env', 'logs', 'shop-pr-12', '--socket', socket]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(stdout, 'x2k4p │ listens on 3000\nx2k4p │ GET \\x1b[2J/\n');
});

test('--tail, --timestamps: the last line and when it was written', async (context) => {
  const { socket } = await serve(context);
  const words = ['env', 'logs', 'shop-pr-12', '--tail', '1', '--timestamps', '--socket', socket];
  const { stdout } = await run(words);
  assert.match(stdout, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z x2k4p │ GET .*\n$/);
});

test('--json: one object a line, with nothing that a terminal obeys', async (context) => {
  const { socket } = await serve(context);
  const { stdout } = await run(['env', 'logs', 'shop-pr-12', '--json', '--socket', socket]);
  assert.doesNotMatch(stdout.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  const views = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string });
  assert.deepEqual(
    views.map(({ text }) => text),
    ['listens on 3000', 'GET \u001b[2J/'],
  );
});

test('an environment that runs nothing says why, beside the result', async (context) => {
  const { socket, cluster } = await serve(context);
  cluster.end('x2k4p');
  const { code, stdout, stderr } = await run(['env', 'logs', 'shop-pr-12', '--socket', socket]);
  assert.deepEqual([code, stdout], [0, '']);
  assert.match(stderr, /^nothing to read: NothingToRun: .+\nnext: .+\n$/);
});

const wrong: Record<string, { words: readonly string[]; code: number; says: RegExp }> = {
  'an option against another': {
    words: ['shop-pr-12', '-f', '--previous'],
    code: 2,
    says: /'--previous' cannot be used with option '-f, --follow'/,
  },
  'a count that is no count': { words: ['shop-pr-12', '--tail', 'all'], code: 2, says: /must be a number/ },
};
for (const [what, { words, code, says }] of Object.entries(wrong)) {
  test(`${what} ends with ${code}`, async (context) => {
    const { socket } = await serve(context);
    const ended = await run(['env', 'logs', ...words, '--socket', socket]);
    assert.deepEqual([ended.code, ended.stdout], [code, '']);
    assert.match(ended.stderr, says);
  });
}

test('an environment that is not there ends with 3', async (context) => {
  const { socket, cluster } = await serve(context);
  cluster.environment = undefined;
  const { code, stderr } = await run(['env', 'logs', 'shop-pr-9', '-f', '--socket', socket]);
  assert.equal(code, 3);
  assert.match(stderr, /^error: NotFound: .*shop-pr-9.*\nnext: .*dm env list\n$/);
});

test('-f goes on over a replacement until Ctrl-C, which ends the work at the server', async (context) => {
  const place = await serve(context);
  const { cluster } = place;
  const { child, told, says, ended } = follow(context, place);
  await says('GET');
  cluster.write('x2k4p', 'one more');
  await says('x2k4p │ one more');
  cluster.start('b7c9d');
  cluster.write('b7c9d', 'listens too');
  await says('b7c9d │ listens too');
  cluster.end('x2k4p');
  await until('the end of the first is told', () => told.stderr.includes('pod shop-1a2b-x2k4p has ended'));
  child.kill('SIGINT');
  assert.equal(await ended, 130);
  await nobodyReads(place);
  assert.doesNotMatch(told.stdout, /·/, 'what is said about pods is no line of theirs');
});

test('a client that is killed leaves no work at the server', async (context) => {
  const place = await serve(context);
  const { child, says, ended } = follow(context, place);
  await says('GET');
  assert.equal(place.cluster.reading, 1);
  child.kill('SIGKILL');
  await ended;
  await nobodyReads(place);
});

test('a reader that stops reading loses lines, is told how many, and comes back to the newest', async (context) => {
  const place = await serve(context);
  const { cluster } = place;
  const { child, told, says } = follow(context, place);
  await says('GET');
  child.kill('SIGSTOP');
  for (let count = 1; count <= 200_000; count++) {
    cluster.write('x2k4p', `line ${count} ${'x'.repeat(50)}`);
    if (count % 1000 === 0) await new Promise((resolve) => void setImmediate(resolve));
  }
  child.kill('SIGCONT');
  await says('line 200000 ');
  const dropped = Array.from(told.stderr.matchAll(/… (\d+) lines? (?:was|were) dropped/g), ([, count]) =>
    Number(count),
  );
  const lost = dropped.reduce((sum, count) => sum + count, 0);
  const seen = told.stdout.match(/│ line /g)?.length ?? 0;
  assert.ok(lost > 0, told.stderr);
  assert.equal(lost + seen, 200_000, 'each line is seen or counted');
});

test('it ends with the environment', async (context) => {
  const place = await serve(context);
  const { told, says, ended } = follow(context, place);
  await says('GET');
  place.cluster.environment = undefined;
  place.cluster.end('x2k4p');
  assert.equal(await ended, 0);
  assert.match(told.stderr, /shop-pr-12 is gone\n$/);
});

test('a dm up that goes away is an error', async (context) => {
  const place = await serve(context);
  const { told, says, ended } = follow(context, place);
  await says('GET');
  await place.server.close();
  assert.equal(await ended, 1);
  assert.match(told.stderr, /error: NoAnswer: .+\nnext: .+\n$/);
});

test('a reader that goes away is no error', async (context) => {
  const { socket, cluster } = await serve(context);
  const child = spawn('sh', ['-c', '"$0" env logs shop-pr-12 -f --socket "$1" 2>&3 | head -1', dm, socket], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  context.after(() => child.kill('SIGKILL'));
  const writing = setInterval(() => cluster.write('x2k4p', 'more'), 20);
  context.after(() => clearInterval(writing));
  await once(child, 'exit');
  await until('nobody reads at the server', () => cluster.reading === 0);
});
