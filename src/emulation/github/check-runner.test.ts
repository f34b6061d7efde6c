import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { realTimers, until } from '#adapters/local/real-time.testing.ts';
import type { Timers } from '#ports/timers.ts';
import { createCheckRunner } from './check-runner.ts';
import type { Git } from './ports.ts';

/** Deadlines that pass when a test says so. */
class Deadlines implements Timers {
  readonly #tasks = new Set<() => void>();

  after(_: number, task: () => void): () => void {
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }

  pass(): void {
    for (const task of this.#tasks) task();
  }
}

const check = { repositoryId: 1, sha: 'a'.repeat(40), name: 'test' };

const nowhere = () => Promise.reject(new Error('not asked for'));

/** A runner whose check-outs hold one script, and the directory that it makes them in. */
async function setUp(context: TestContext, script: string, timers: Timers = realTimers) {
  const directory = await mkdtemp(join(tmpdir(), 'dungeon-master-checks-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  const checkOut: Git['checkOut'] = (_, __, to) => writeFile(join(to, 'check.mjs'), script);
  const git: Git = {
    checkOut,
    read: nowhere,
    heads: nowhere,
    commitsSince: nowhere,
    merge: nowhere,
    moveBranch: nowhere,
  };
  const environment = { PATH: process.env['PATH'] ?? '', GIVEN: 'yes' };
  const command = [process.execPath, 'check.mjs'] as const;
  const { programs } = testChildren(timers);
  const runner = createCheckRunner({
    git,
    command: [...command],
    environment,
    directory,
    programs,
    timeoutMs: 20_000,
  });
  return { runner, directory };
}
const never = new AbortController().signal;

test('a command that ends well is a success, and nothing is left of its check-out', async (context) => {
  const { runner, directory } = await setUp(context, "console.log('3 passed')");
  const { conclusion, output } = await runner.run(check, never);
  assert.equal(conclusion, 'success', output.summary);
  assert.match(output.summary, /3 passed/);
  assert.deepEqual(await readdir(directory), []);
});

test('a command that fails is a failure with the end of its output', async (context) => {
  const { runner } = await setUp(
    context,
    "console.log('x'.repeat(50000)); console.error('expected 1'); process.exit(3)",
  );
  const { conclusion, output } = await runner.run(check, never);
  assert.equal(conclusion, 'failure');
  assert.match(output.title, /exit code 3/);
  assert.match(output.summary, /expected 1/);
  assert.ok(output.summary.length < 20_000, `${output.summary.length} characters were kept`);
});

test('the command sees only the environment that it was given', async (context) => {
  process.env['DM_HIDDEN'] = 'secret';
  context.after(() => delete process.env['DM_HIDDEN']);
  const { runner } = await setUp(context, 'console.log(JSON.stringify(Object.keys(process.env).toSorted()))');
  const { output } = await runner.run(check, never);
  assert.match(output.summary, /"CI","DUNGEON_MASTER_CHILD","GIVEN","HOME","PATH"/);
  assert.doesNotMatch(output.summary, /DM_HIDDEN/);
});

const sleeper = (file: string) => `
  import { spawn } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  writeFileSync(${JSON.stringify(file)}, String(child.pid));
  setInterval(() => {}, 1000);`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a command that takes too long is timed out with all its children', async (context) => {
  const place = await mkdtemp(join(tmpdir(), 'dungeon-master-pid-'));
  context.after(() => rm(place, { recursive: true, force: true }));
  const file = join(place, 'pid');
  const deadlines = new Deadlines();
  const { runner } = await setUp(context, sleeper(file), deadlines);
  const running = runner.run(check, never);
  const written = () => readFile(file, 'utf8').catch(() => '');
  await until('the child of the check runs', async () => (await written()) !== '');
  deadlines.pass();
  assert.equal((await running).conclusion, 'timed_out');
  const pid = Number(await written());
  await until('the child of the check is gone', () => !isAlive(pid));
});

test('a check that is stopped is cancelled', async (context) => {
  const { runner } = await setUp(context, 'setInterval(() => {}, 1000)');
  const controller = new AbortController();
  const running = runner.run(check, controller.signal);
  controller.abort();
  assert.equal((await running).conclusion, 'cancelled');
});

test('a command that is not there is a failure that says so', async (context) => {
  const { directory } = await setUp(context, '');
  const git = { checkOut: async () => undefined } as unknown as Git;
  const command = ['no-such-program'] as const;
  const runner = createCheckRunner({
    git,
    command: [...command],
    environment: {},
    directory,
    programs: testChildren().programs,
    timeoutMs: 5000,
  });
  const { conclusion, output } = await runner.run(check, never);
  assert.equal(conclusion, 'failure');
  assert.match(output.title, /did not start/);
});
