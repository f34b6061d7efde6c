import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { preview } from '#features/deliver/worlds.testing.ts';
import { application } from '#model/samples.testing.ts';
import { silentLog } from '#ports/log.ts';
import { createServer } from '#apps/server/server.ts';
import { listenOnSocket } from '#apps/server/socket.ts';
import type { EnvironmentsView } from '#apps/server/views.ts';
import { readerOf } from '#apps/server/world.testing.ts';
import { directory, dm, run } from './dm.testing.ts';

const hostile = 'failed: \u001b[31mtest\u202E\nnext: rm -rf /';

/** A server with one preview that waits, with hostile words. */
async function serve(context: TestContext): Promise<string> {
  const path = join(await directory(context), 'dungeon-master', 'dm.sock');
  const waiting = { reason: 'ChecksFailed', message: hostile } as const;
  const reader = readerOf(application, preview({ waiting }));
  const timers = { after: () => () => undefined };
  const server = await listenOnSocket(createServer({ reader, timers, log: silentLog }), path);
  context.after(() => server.close());
  return path;
}

test('results are on standard output, plain in a pipe, and hostile words are text', async (context) => {
  const socket = await serve(context);
  const { code, stdout, stderr } = await run(['env', 'list', '--socket', socket]);
  assert.deepEqual([code, stderr], [0, '']);
  const [header, line, ...rest] = stdout.trimEnd().split('\n');
  assert.match(header ?? '', /^NAME +STATE +RUNS +OF +URL +WHY$/);
  assert.match(line ?? '', /^shop-pr-12 +Waiting .*ChecksFailed: failed: \\x1b\[31mtest\\u\{202e\}\\nnext: rm -rf \/$/);
  assert.deepEqual(rest, []);
});

test('--json prints the view as it is, with nothing that a terminal obeys', async (context) => {
  const socket = await serve(context);
  const { code, stdout } = await run(['env', 'list', '--json', '--socket', socket]);
  assert.equal(code, 0);
  assert.doesNotMatch(stdout.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  assert.equal((JSON.parse(stdout) as EnvironmentsView).environments[0]?.message, hostile);
});

test('every query answers', async (context) => {
  const socket = await serve(context);
  for (const words of [['status'], ['env', 'describe', 'shop-pr-12'], ['why', 'shop-pr-12'], ['why', 'shop']]) {
    const { code, stdout, stderr } = await run([...words, '--socket', socket]);
    assert.deepEqual([code, stderr], [0, ''], words.join(' '));
    assert.match(stdout, /shop/);
  }
});

test('the socket is found in the runtime directory', async (context) => {
  const socket = await serve(context);
  const { code } = await run(['status'], { environment: { XDG_RUNTIME_DIR: join(socket, '..', '..') } });
  assert.equal(code, 0);
});

const failures: Record<string, { words: readonly string[]; code: number; says: RegExp }> = {
  'an environment that is not there': {
    words: ['env', 'describe', 'shop-pr-9'],
    code: 3,
    says: /^error: NotFound: .*shop-pr-9.*\nnext: .*dm env list\n$/,
  },
  'a name that means nothing': { words: ['why', '../x y'], code: 3, says: /^error: NotFound: .*"\.\.\/x y"/ },
  'a command that is not there': { words: ['stauts'], code: 2, says: /Did you mean status\?/ },
  'an option that is not there': { words: ['status', '--jsn'], code: 2, says: /Did you mean --json\?/ },
  'a missing name': { words: ['why'], code: 2, says: /missing required argument 'name'/ },
  'a bad port': { words: ['up', '--demo', '--port', '70000'], code: 2, says: /must be a number from 0 to 65535/ },
  'no command': { words: [], code: 2, says: /^Usage: dm / },
};
for (const [what, { words, code, says }] of Object.entries(failures)) {
  test(`${what} ends with ${code}, and standard output stays empty`, async (context) => {
    const socket = await serve(context);
    const ended = await run(words, { environment: { XDG_RUNTIME_DIR: join(socket, '..', '..') } });
    assert.match(ended.stderr, says);
    assert.deepEqual([ended.code, ended.stdout], [code, '']);
  });
}

test('without a server it says how to start one', async (context) => {
  const socket = join(await directory(context), 'dm.sock');
  const { code, stdout, stderr } = await run(['status', '--socket', socket]);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^error: NotRunning: dm up is not running: nobody listens at .*dm\.sock\nnext: .*dm up --demo/);
});

test('the help is on standard output and ends with 0', async () => {
  const { code, stdout, stderr } = await run(['why', '--help']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^Usage: dm why \[options\] <name>/);
});

test('a reader that goes away is no error', async (context) => {
  const socket = await serve(context);
  const child = spawn('sh', ['-c', '"$0" env list --socket "$1" | true', dm, socket], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  assert.equal(await text(child.stderr), '');
});

test('Ctrl-C ends a query that hangs, as the shell knows it', async (context) => {
  const socket = join(await directory(context), 'run', 'dm.sock');
  const asked = Promise.withResolvers<void>();
  const hanging = {
    fetch: () => {
      asked.resolve();
      return new Promise<Response>(() => undefined);
    },
  };
  const server = await listenOnSocket(hanging, socket);
  context.after(() => server.close());
  const child = spawn(dm, ['status', '--socket', socket], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve([code, signal])));
  await asked.promise;
  child.kill('SIGINT');
  assert.deepEqual(await ended, [null, 'SIGINT']);
});

/** Runs a command on a terminal of its own (util-linux). */
const terminal = 'script';
const hasTerminal = spawnSync(terminal, ['--version']).status === 0;
test('on a terminal there are colours, and lines are cut to its width', { skip: !hasTerminal }, async (context) => {
  const socket = await serve(context);
  const onTerminal = async (environment: Readonly<Record<string, string>>): Promise<string> => {
    const command = `stty cols 60; '${dm}' env list --socket '${socket}'`;
    const env = { PATH: process.env['PATH'], TERM: 'xterm', SHELL: '/bin/sh', ...environment };
    const child = spawn(terminal, ['-qec', command, '/dev/null'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    return text(child.stdout);
  };
  const coloured = await onTerminal({});
  assert.ok(coloured.includes('\u001b[33mWaiting'), coloured);
  const bare = stripVTControlCharacters(coloured).trimEnd().split(/\r?\n/);
  assert.deepEqual(
    bare.map((line) => line.length <= 60),
    [true, true],
    coloured,
  );
  assert.match(bare[1] ?? '', /…$/);
  assert.ok(!(await onTerminal({ NO_COLOR: '1' })).includes('\u001b['));
});

test('the launcher is found through links, and says what to do when nothing is installed', async (context) => {
  const home = await directory(context);
  await symlink(dm, join(home, 'first'));
  await symlink('first', join(home, 'second'));
  const linked = await run(['--help'], { program: join(home, 'second') });
  assert.deepEqual([linked.code, linked.stdout.split('\n')[0]], [0, 'Usage: dm [options] [command]']);

  await mkdir(join(home, 'bin'));
  await copyFile(dm, join(home, 'bin', 'dm'));
  await chmod(join(home, 'bin', 'dm'), 0o755);
  const bare = await run(['status'], { program: join(home, 'bin', 'dm') });
  assert.equal(bare.code, 1);
  assert.match(bare.stderr, /^error: NotInstalled: .* has no node_modules\nnext: run "make demo" or /);
});
