import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { until } from '#adapters/local/real-time.testing.ts';
import { manualTimers } from '#apps/function/manual-timers.testing.ts';
import { imageDigest } from '#model/ids.ts';
import { ContainersError } from '#ports/containers.ts';
import { ImagesError, type ImageRequest } from '#ports/images.ts';
import type { ProgramResult, ProgramRun, Programs } from '#ports/programs.ts';
import { memoryTree } from '#ports/source-tree/memory-tree.testing.ts';
import { ApplicationFiles } from './application-files.ts';
import { createOwnCheckRunner, type OwnCheckRunnerOptions } from './check-runner.ts';

const [one, other, gone] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const check = (name: string, sha = one, repositoryId = 1) => ({ repositoryId, sha, name });
const ref = { id: 1, fullName: 'ana/shop' };
const digest = imageDigest.parse(`sha256:${'0'.repeat(64)}`);
const image = { name: 'local/shop', digest };
const never = new AbortController().signal;
const file = (spec: string) => ({
  'dungeonmaster.yaml': `apiVersion: dungeonmaster.dev/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec: ${spec}\n`,
});

/** Programs that end at once with this code, or when the test says so; copies are made at once. */
class PlayedPrograms implements Programs {
  readonly commands: string[] = [];
  readonly #ends: ((result: ProgramResult) => void)[] = [];
  readonly #code: number | undefined;

  constructor(code?: number) {
    this.#code = code;
  }

  async run({ command, signal }: ProgramRun): Promise<ProgramResult> {
    if (command[0] === 'cp') return exited(0);
    this.commands.push(command.join(' '));
    if (this.#code !== undefined) return exited(this.#code);
    return new Promise((resolve) => {
      this.#ends.push(resolve);
      signal?.addEventListener('abort', () => resolve({ end: { kind: 'stopped' }, tail: [] }));
    });
  }

  end(code: number, ...tail: readonly string[]): void {
    this.#ends.shift()?.(exited(code, tail));
  }

  /** What is before the command reads and writes files. */
  begun(): Promise<void> {
    return until('the command has begun', () => this.#ends.length > 0);
  }
}

const exited = (code: number, tail: readonly string[] = []): ProgramResult => ({ end: { kind: 'exited', code }, tail });

async function setUp(
  context: TestContext,
  spec = '{test: make check}',
  given: Partial<OwnCheckRunnerOptions> = {},
  code?: number,
) {
  const root = await mkdtemp(join(tmpdir(), 'dm-own-checks-'));
  context.after(() => rm(root, { recursive: true }));
  const built = join(root, 'built');
  await mkdir(built);
  await writeFile(join(built, 'artifact'), 'built\n');
  const files = new ApplicationFiles({ treeOf: () => memoryTree(file(spec)), directory: 'shop', answers: {} });
  const programs = new PlayedPrograms(code);
  const timers = manualTimers();
  const told: string[] = [];
  const asked: ImageRequest[] = [];
  const runner = createOwnCheckRunner({
    repositoryOf: (id) => (id === 1 ? { ref, files } : undefined),
    images: {
      find: async (request) => {
        asked.push(request);
        return request.sha === gone ? undefined : image;
      },
    },
    builds: { open: async () => built, close: async () => undefined },
    programs,
    environment: { PATH: process.env['PATH'] ?? '' },
    directory: join(root, 'checks'),
    timers,
    onRunning: ({ name, sha }, elapsedMs) => told.push(`${name} ${sha[0]} ${elapsedMs}`),
    ...given,
  });
  return { runner, programs, timers, told, asked, built, left: () => readdir(join(root, 'checks')) };
}

test('the command of the commit is run by a shell, and how it ends is how the check ends', async (context) => {
  const { runner, programs } = await setUp(context, '{test: "make lint && make check"}');
  const running = runner.run(check('test'), never);
  await programs.begun();
  assert.deepEqual(programs.commands, ['sh -c make lint && make check']);
  programs.end(2, 'expected 1, got 2');
  const { conclusion, output } = await running;
  assert.deepEqual([conclusion, output.title], ['failure', 'make lint && make check failed with exit code 2']);
  assert.match(output.summary, /expected 1, got 2/);
});

test('however many checks a commit has at one moment, the command runs once for them', async (context) => {
  const { runner, programs } = await setUp(context, undefined, {}, 1);
  const results = await Promise.all(['unit', 'lint', 'types'].map((name) => runner.run(check(name), never)));
  assert.deepEqual(
    results.map(({ conclusion }) => conclusion),
    ['failure', 'failure', 'failure'],
  );
  assert.equal(programs.commands.length, 1);
});

test('a check that begins after the command has ended is told what it came to', async (context) => {
  const { runner, programs } = await setUp(context, undefined, {}, 1);
  const first = await runner.run(check('unit'), never);
  assert.deepEqual(await runner.run(check('lint'), never), first);
  assert.equal(programs.commands.length, 1);
});

test('another commit is tested by itself', async (context) => {
  const { runner, programs } = await setUp(context, undefined, {}, 0);
  for (const sha of [one, other]) await runner.run(check('test', sha), never);
  assert.equal(programs.commands.length, 2);
});

test('while the command runs, somebody is told every ten seconds, and not after it', async (context) => {
  const { runner, programs, timers, told } = await setUp(context);
  const running = runner.run(check('test'), never);
  await programs.begun();
  timers.advance(9_999);
  assert.deepEqual(told, []);
  timers.advance(1);
  timers.advance(10_000);
  assert.deepEqual(told, ['test a 10000', 'test a 20000']);
  programs.end(0);
  await running;
  assert.equal(timers.pending(), 0, 'nothing waits any more');
});

test('a check that is stopped is cancelled, and nothing of it is left', async (context) => {
  const { runner, programs, timers, left } = await setUp(context);
  const stop = new AbortController();
  const running = runner.run(check('test'), stop.signal);
  await programs.begun();
  stop.abort();
  assert.equal((await running).conclusion, 'cancelled');
  assert.deepEqual([await left(), timers.pending()], [[], 0]);
});

const buildFails = {
  open: () => Promise.reject(new ContainersError('BuildFailed', 'make ended with code 2: no gcc', { source: 'user' })),
};
const failures: Record<
  string,
  { spec?: string; which?: ReturnType<typeof check>; given?: object; title: string; summary: RegExp }
> = {
  'a commit that cannot be built fails with the last words of its build': {
    given: { builds: { ...buildFails, close: async () => undefined } },
    title: 'The build failed',
    summary: /no gcc/,
  },
  'a commit that is gone fails': {
    which: check('test', gone),
    title: 'The commit is not there any more',
    summary: new RegExp(gone),
  },
  'a commit whose file has a mistake fails with its place': {
    spec: '{tests: make check}',
    title: 'dungeonmaster.yaml cannot be read',
    summary: /^line 4: spec\.tests: is not a known field$/,
  },
  'a commit that nobody can test fails, and says what to write': {
    spec: '{checks: [unit]}',
    title: 'Nothing says how this commit is tested',
    summary: /test: COMMAND/,
  },
  'a commit of a repository that is not run here fails': {
    which: check('test', one, 2),
    title: 'The repository is not run here',
    summary: /^$/,
  },
};
for (const [sentence, { spec, which = check('test'), given, title, summary }] of Object.entries(failures)) {
  test(sentence, async (context) => {
    const { runner, programs, timers, left } = await setUp(context, spec, given);
    const { conclusion, output } = await runner.run(which, never);
    assert.deepEqual([conclusion, output.title, programs.commands], ['failure', title, []]);
    assert.match(output.summary, summary);
    assert.deepEqual([await left(), timers.pending()], [[], 0]);
  });
}

test('a build that could not be tried is no verdict, and is tried again', async (context) => {
  const problems = [new ImagesError('Unavailable', 'the mirror cannot be read', { source: 'system' })];
  const images = {
    find: async () => {
      const problem = problems.shift();
      if (problem) throw problem;
      return image;
    },
  };
  const { runner, timers } = await setUp(context, undefined, { images }, 0);
  await assert.rejects(runner.run(check('test'), never), ImagesError);
  assert.equal(timers.pending(), 0);
  assert.equal((await runner.run(check('test'), never)).conclusion, 'success');
});

test('what was built is asked for as it will run, and tested in a copy of its own', async (context) => {
  const { programs } = testChildren();
  const spec = '{test: "cat artifact && echo spoiled > artifact", build: make}';
  const { runner, asked, built, left } = await setUp(context, spec, { programs });
  const { conclusion, output } = await runner.run(check('test'), never);
  assert.equal(conclusion, 'success', output.summary);
  assert.match(output.summary, /^built$/m);
  assert.equal(await readFile(join(built, 'artifact'), 'utf8'), 'built\n', 'what runs afterwards is as it was built');
  assert.deepEqual(await left(), []);
  assert.deepEqual(
    asked.map(({ repository, sha, workload }) => [repository, sha, workload.build]),
    [[ref, one, 'make']],
  );
});
