import { strict as assert } from 'node:assert';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import type { ProgramEnd, ProgramRun } from '#ports/programs.ts';
import { testChildren } from './children.testing.ts';
import { markedProcesses } from './process-table.ts';

const env = { PATH: process.env['PATH'] ?? '' };
const shell = (script: string, more: Partial<ProgramRun> = {}): ProgramRun => ({
  command: ['sh', '-c', script],
  directory: tmpdir(),
  env,
  purpose: 'build',
  ...more,
});

const cases: Record<string, { given: ProgramRun; end: ProgramEnd; tail: readonly string[] }> = {
  'a program that ends has its code and the last lines of both its outputs': {
    given: shell('echo one; echo two >&2; exit 3'),
    end: { kind: 'exited', code: 3 },
    tail: ['one', 'two'],
  },
  'a program that a signal ends says which': {
    given: shell('kill -KILL $$'),
    end: { kind: 'killed', signal: 'SIGKILL' },
    tail: [],
  },
  'a program that takes too long is stopped, and what it wrote is kept': {
    given: shell('trap "" TERM; echo begun; while true; do sleep 1; done', { timeoutMs: 500 }),
    end: { kind: 'timedOut' },
    tail: ['begun'],
  },
  'a program that is not wanted any more does not begin': {
    given: shell('echo begun', { signal: AbortSignal.abort() }),
    end: { kind: 'stopped' },
    tail: [],
  },
  'a program that ends by itself with a stray that holds its output is not waited for': {
    given: shell('setsid sleep 600 & echo done'),
    end: { kind: 'exited', code: 0 },
    tail: ['done'],
  },
};
for (const [sentence, { given, end, tail }] of Object.entries(cases)) {
  test(sentence, async () => {
    const { programs, instance } = testChildren();
    const result = await programs.run(given);
    assert.deepEqual({ ...result, tail: result.tail.toSorted() }, { end, tail });
    assert.deepEqual(markedProcesses(`${instance}/`), []);
  });
}

test('a program that does not exist did not start', async () => {
  const { end } = await testChildren().programs.run({ ...shell(''), command: ['no-such-program'] });
  assert.equal(end.kind, 'notStarted');
});

test('a program that is stopped takes along what left its group', async (context) => {
  const { programs, instance } = testChildren();
  const stop = new AbortController();
  context.after(() => stop.abort());
  const running = programs.run(shell('setsid sleep 600 & wait', { signal: stop.signal }));
  await until('it has begun', () => markedProcesses(`${instance}/build/`).length > 1);
  stop.abort();
  assert.deepEqual((await running).end, { kind: 'stopped' });
  assert.deepEqual(markedProcesses(`${instance}/`), []);
});

test('programs for one purpose that run side by side do not end each other', async (context) => {
  const { programs, instance } = testChildren();
  const stop = new AbortController();
  context.after(() => stop.abort());
  const long = programs.run(shell('exec sleep 600', { signal: stop.signal }));
  await until('one runs', () => markedProcesses(`${instance}/build/`).length > 0);
  await programs.run(shell('true'));
  assert.equal(markedProcesses(`${instance}/build/`).length, 1);
  stop.abort();
  await long;
});
