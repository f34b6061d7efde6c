import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { ContainersError } from '#ports/containers.ts';
import { ImagesError } from '#ports/images.ts';
import { check, gone, image, never, one, other, ref, setUp } from './check-runner.testing.ts';

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
