import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { newInstance } from '#adapters/local/processes/owner.ts';
import { identityOf } from '#adapters/local/processes/process-table.ts';
import { fileIdentity } from '#adapters/local/processes/supervisor/file-identity.ts';
import { startSupervisor } from '#adapters/local/processes/supervisor/supervisor.ts';
import { decode, encode } from '#adapters/local/processes/supervisor/watched.ts';
import { realTimers } from '#adapters/local/real-time.testing.ts';
import { silentLog } from '#ports/log.ts';
import { isAlive, supervisorsOf } from './run.testing.ts';

const MAIN = join(import.meta.dirname, '../../../src/adapters/local/processes/supervisor/main.ts');

function leader(context: TestContext): number {
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  context.after(() => child.kill('SIGKILL'));
  return child.pid ?? 0;
}

async function directory(context: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'supervised-'));
  context.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Tells a supervisor these texts, closes the pipe, and waits for its end. */
async function supervise(...texts: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN, newInstance('test')], { stdio: ['pipe', 'inherit', 'inherit'] });
  for (const text of texts) child.stdin.write(text);
  child.stdin.end();
  await once(child, 'exit');
  return child;
}

test('a group that it was told of has ended when it ends', async (context) => {
  const id = leader(context);
  const { exitCode } = await supervise(encode({ groups: [identityOf(id)], paths: [] }));
  assert.equal(exitCode, 0);
  assert.equal(isAlive(id), false);
});

test('a group whose number was given to somebody else lives on', async (context) => {
  const id = leader(context);
  await supervise(encode({ groups: [{ id, startTime: '1' }], paths: [] }));
  assert.equal(isAlive(id), true);
});

test('a group that was taken back lives on', async (context) => {
  const id = leader(context);
  await supervise(encode({ groups: [identityOf(id)], paths: [] }), encode({ groups: [], paths: [] }));
  assert.equal(isAlive(id), true);
});

test('a line that its writer did not finish is as if it was never begun', async (context) => {
  const id = leader(context);
  const line = encode({ groups: [identityOf(id)], paths: [] });
  await supervise(line, encode({ groups: [], paths: [] }).slice(0, 20));
  assert.equal(isAlive(id), false);
});

test('files and directories that it was told of are gone', async (context) => {
  const made = await directory(context);
  const paths = [join(made, 'run'), join(made, 'file')];
  await mkdir(join(made, 'run', 'deep'), { recursive: true });
  await writeFile(join(made, 'file'), '');
  await supervise(encode({ groups: [], paths: paths.map((path) => fileIdentity(path) ?? assert.fail(path)) }));
  assert.deepEqual(
    paths.filter((path) => existsSync(path)),
    [],
  );
});

test('what took the path of a file since stays', async (context) => {
  const path = join(await directory(context), 'file');
  await writeFile(path, 'ours');
  const told = fileIdentity(path) ?? assert.fail(path);
  await rm(path);
  await writeFile(path, 'of the next one');
  await supervise(encode({ groups: [], paths: [told] }));
  assert.ok(existsSync(path));
});

const notWatched: Record<string, string> = {
  'no JSON': '{"groups":[',
  'another shape': '{"groups":[]}',
  'group 1, which stands for everything': '{"groups":[{"id":1,"startTime":"1"}],"paths":[]}',
  'group 0, which is the reader’s own': '{"groups":[{"id":0,"startTime":"1"}],"paths":[]}',
  'a path from nowhere': '{"groups":[],"paths":[{"path":"here","identity":"1"}]}',
};
for (const [what, line] of Object.entries(notWatched)) {
  test(`${what} is not taken for something to end`, () => assert.equal(decode(line), undefined));
}

test('one that has nothing to watch ends when it is closed, and is not replaced', async () => {
  const instance = newInstance('closed');
  const supervisor = startSupervisor({ instance, timers: realTimers, random: Math.random, log: silentLog });
  assert.equal(supervisorsOf(instance).length, 1);
  await supervisor.close();
  assert.deepEqual(supervisorsOf(instance), []);
});
