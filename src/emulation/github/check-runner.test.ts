import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { realTimers, until } from '#adapters/local/real-time.testing.ts';
import type { Timers } from '#ports/timers.ts';
import { createCheckRunner, type CheckRunnerOptions } from './check-runner.ts';

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

/** A runner whose check-outs hold one script, and the directory that it makes them in. */
async function setUp(context: TestContext, script: string, timers: Timers = realTimers) {
  const directory = await mkdtemp(join(tmpdir(), 'dungeon-master-checks-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  const environment = { PATH: process.env['PATH'] ?? '', GIVEN: 'yes' };
  const prepare: CheckRunnerOptions['prepare'] = async (_, place) => {
    await writeFile(join(place, 'check.mjs'), script);
    return [process.execPath, 'check.mjs'];
  };
  const { programs } = testChildren(timers);
  const runner = createCheckRunner({
    prepare,
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
  assert.match(output.summary, /\["CI","DUNGEON_MASTER_CHILD","GIVEN","PATH"\]/);
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
  const runner = createCheckRunner({
    prepare: async () => ['no-such-program'],
    environment: {},
    directory,
    programs: testChildren().programs,
    timeoutMs: 5000,
  });
  const { conclusion, output } = await runner.run(check, never);
  assert.equal(conclusion, 'failure');
  assert.match(output.title, /did not start/);
});

test('what comes to an end before there is a command is the outcome', async (context) => {
  const { directory } = await setUp(context, '');
  const failed = { conclusion: 'failure', output: { title: 'The build failed', summary: '' } } as const;
  const { programs } = testChildren();
  const prepare = async () => failed;
  const runner = createCheckRunner({ prepare, environment: {}, directory, programs, timeoutMs: 5000 });
  assert.deepEqual(await runner.run(check, never), failed);
  assert.deepEqual(await readdir(directory), []);
});
