import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { createLocalObjects, type LocalObjects } from '#adapters/local/objects/objects.ts';
import { systemClock as clock } from '#adapters/node/time.ts';
import { createServer } from '#apps/server/server.ts';
import { listenOnSocket } from '#apps/server/socket.ts';
import type { ActView } from '#apps/server/views.ts';
import { preview, recorded, stage } from '#features/deliver/worlds.testing.ts';
import { seededRandom } from '#lib/random.ts';
import type { ActOutcome } from '#model/act-request.ts';
import type { Environment } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { application, sha } from '#model/samples.testing.ts';
import { silentLog } from '#ports/log.ts';

const dm = join(import.meta.dirname, '..', '..', '..', 'bin', 'dm');
const home = { namespace: HOME_NAMESPACE };
const timers = { after: () => () => undefined };

interface Served {
  readonly socket: string;
  readonly objects: LocalObjects;
}

/** A server with a preview, a stage, and a controller that brings every request to the same end. */
async function serve(context: TestContext, outcomes: readonly ActOutcome[] = []): Promise<Served> {
  const directory = await mkdtemp(join(tmpdir(), 'dm-'));
  const socket = join(directory, 'run', 'dm.sock');
  const objects = createLocalObjects({ clock, random: seededRandom(1) });
  const { apiVersion, kind, spec, metadata } = application;
  const shop = { apiVersion, kind, spec, metadata: { ...home, name: metadata.name } };
  await objects.apply('Application', shop, { fieldManager: 'test' });
  for (const one of [preview({ revision: recorded('b', 50) }), stage({ revision: recorded('b', 51) })]) {
    await objects.apply('Environment', withoutServerFields(one), { fieldManager: 'test' });
  }
  const acts = { objects, clock, person: { localUser: 'ana' } } as const;
  const server = await listenOnSocket(createServer({ reader: objects, acts, timers, log: silentLog }), socket);
  const end = new AbortController();
  const controller = conclude(objects, outcomes, end.signal);
  context.after(async () => {
    end.abort();
    await controller;
    await server.close();
    await rm(directory, { recursive: true });
  });
  return { socket, objects };
}

const withoutServerFields = ({ apiVersion, kind, spec, metadata }: Environment) => ({
  apiVersion,
  kind,
  spec,
  metadata: { ...home, name: metadata.name },
});

async function conclude(objects: LocalObjects, outcomes: readonly ActOutcome[], signal: AbortSignal): Promise<void> {
  const { resourceVersion } = await objects.list('ActRequest', home);
  const left = [...outcomes];
  for await (const event of objects.watch('ActRequest', { ...home, resourceVersion, signal })) {
    const outcome = event.type === 'BOOKMARK' ? undefined : left.shift();
    if (event.type === 'BOOKMARK' || !outcome) continue;
    const { name, resourceVersion: ifVersion } = event.object.metadata;
    await objects.putStatus('ActRequest', { ...home, name }, { outcome }, { ifVersion });
  }
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start({ socket }: Served, words: readonly string[]) {
  const child = spawn(dm, [...words, '--socket', socket], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ended = Promise.all([exited, text(child.stdout), text(child.stderr)]).then(([code, stdout, stderr]): Ended => ({
    code,
    stdout,
    stderr,
  }));
  return { child, ended };
}

const run = (served: Served, words: readonly string[]): Promise<Ended> => start(served, words).ended;

const requests = async ({ objects }: Served) => (await objects.list('ActRequest', home)).items;

const commit = { deploymentId: 60, sha: sha('b') };
const concludedAt = '2026-01-02T03:04:05Z';
const isRecorded: ActOutcome = { kind: 'recorded', ...commit };
const answers: ActOutcome = {
  kind: 'done',
  succeeded: true,
  ...commit,
  reason: 'Available',
  message: 'it answers',
  concludedAt,
};
const crashes: ActOutcome = { ...answers, succeeded: false, reason: 'CrashLoopBackOff', message: 'it ends' };
const isGone: ActOutcome = { ...answers, reason: 'Deleted', message: 'it is gone' };
const inUse: ActOutcome = { kind: 'refused', reason: 'StageInUse', message: 'the file names it', concludedAt };

test('a redeploy says what will happen, how far it is, and how it ended', async (context) => {
  const served = await serve(context, [isRecorded, answers]);
  const { code, stdout, stderr } = await run(served, ['env', 'redeploy', 'shop-pr-12', '--why', 'it hangs']);
  assert.deepEqual([code, stdout], [0, 'shop-pr-12: commit bbbbbbb runs anew: it answers\n']);
  assert.match(stderr, /^redeploy shop-pr-12: a new attempt of commit bbbbbbb; .*\nasked for as act-/);
  const [request] = await requests(served);
  assert.deepEqual([request?.spec.why, request?.spec.by], ['it hangs', { localUser: 'ana' }]);
});

test('a deletion of a preview says how it comes back, and asks nothing', async (context) => {
  const served = await serve(context, [isGone]);
  const { code, stdout, stderr } = await run(served, ['env', 'delete', 'shop-pr-12']);
  assert.deepEqual([code, stdout], [0, 'shop-pr-12: it is gone\n']);
  assert.match(stderr, /its next commit brings it back, or: dm env redeploy shop-pr-12/);
});

test('an attempt that fails ends with 1, its reason and the next step', async (context) => {
  const served = await serve(context, [crashes]);
  const { code, stdout, stderr } = await run(served, ['env', 'redeploy', 'shop-pr-12']);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /\nerror: CrashLoopBackOff: redeploy shop-pr-12: it ends\nnext: read the last log lines/);
});

test('--json prints the act alone', async (context) => {
  const served = await serve(context, [isGone]);
  const { code, stdout, stderr } = await run(served, ['env', 'delete', 'shop-pr-12', '--json']);
  assert.deepEqual([code, stderr], [0, '']);
  const view = JSON.parse(stdout) as ActView;
  assert.deepEqual([view.act, view.state, view.succeeded, view.by], ['delete', 'Done', true, 'ana']);
});

test('--no-wait ends as soon as it is asked for', async (context) => {
  const served = await serve(context);
  const { code, stdout } = await run(served, ['env', 'redeploy', 'shop-pr-12', '--no-wait']);
  assert.equal(code, 0);
  assert.match(stdout, /^shop-pr-12: redeploy is asked for as act-.*; see: dm why shop-pr-12\n$/);
});

test('a stage is not deleted on a guess: without a terminal its name cannot be typed', async (context) => {
  const served = await serve(context);
  const { code, stderr } = await run(served, ['env', 'delete', 'shop-staging']);
  assert.equal(code, 1);
  assert.match(stderr, /\nerror: NotConfirmed: shop-staging is a stage, and was not deleted.*\nnext: .*--yes/);
  assert.deepEqual(await requests(served), []);
});

/** Runs a command on a terminal of its own (util-linux). */
const terminal = 'script';
const hasTerminal = spawnSync(terminal, ['--version']).status === 0;
const typed: Record<string, { name: string; code: number; says: RegExp }> = {
  'the name of a stage typed again deletes it': { name: 'shop-staging', code: 0, says: /shop-staging: it is gone/ },
  'another name typed deletes nothing': { name: 'shop', code: 1, says: /NotConfirmed.*another name was typed/ },
  'nothing typed deletes nothing': { name: '', code: 1, says: /NotConfirmed.*another name was typed/ },
};
for (const [sentence, { name, code, says }] of Object.entries(typed)) {
  test(sentence, { skip: !hasTerminal }, async (context) => {
    const served = await serve(context, [isGone]);
    const command = `'${dm}' env delete shop-staging --socket '${served.socket}'`;
    const env = { PATH: process.env['PATH'], TERM: 'dumb', SHELL: '/bin/sh' };
    const child = spawn(terminal, ['-qec', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const before = said;
      said += chunk.toString();
      if (said.includes('to delete it: ') && !before.includes('to delete it: ')) child.stdin.write(`${name}\n`);
    });
    assert.equal(await exited, code, said);
    assert.match(said, says);
    assert.equal((await requests(served)).length, code === 0 ? 1 : 0);
    child.stdin.end();
  });
}

test('a stage that is in use is refused', async (context) => {
  const served = await serve(context, [inUse]);
  const { code, stderr } = await run(served, ['env', 'delete', 'shop-staging', '--yes']);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /\nerror: StageInUse: delete shop-staging was refused: the file names it\nnext: take the stage out/,
  );
});

const unknown: Record<string, readonly string[]> = {
  'a redeploy of what cannot be': ['env', 'redeploy', 'nothing-pr-1'],
  'a deletion of what is not there': ['env', 'delete', 'shop-pr-99'],
};
for (const [what, words] of Object.entries(unknown)) {
  test(`${what} is not found`, async (context) => {
    const served = await serve(context);
    const { code, stderr } = await run(served, words);
    assert.equal(code, 3);
    assert.match(stderr, /error: NotFound: no environment is called/);
    assert.deepEqual(await requests(served), []);
  });
}

test('Ctrl-C ends the waiting, and the act goes on', async (context) => {
  const served = await serve(context);
  const { child, ended } = start(served, ['env', 'redeploy', 'shop-pr-12']);
  let said = '';
  const waits = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('asked for as')) resolve();
    });
  });
  await waits;
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stderr, /stopped waiting: it goes on; see: dm why shop-pr-12\n$/);
  assert.equal((await requests(served)).length, 1);
});
