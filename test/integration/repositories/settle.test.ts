import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { allowedEnvironment } from '#adapters/local/processes/environment.ts';
import { newInstance } from '#adapters/local/processes/owner.ts';
import { locateRepository } from '#adapters/local/repository/locate.ts';
import type { AskPeople } from '#apps/up/repositories/open-questions.ts';
import { settleRepositories } from '#apps/up/repositories/settle.ts';
import { openState } from '#apps/up/repositories/state.ts';
import { CodedError } from '#lib/coded-error.ts';
import { MadeRepository, type FileChanges } from '#test/made-repository.testing.ts';

const run = { environment: allowedEnvironment(process.env, dirname(process.execPath)) };
const npm = (name: string): FileChanges => ({
  'package.json': JSON.stringify({ name, scripts: { start: 'node .', test: 'node --test' } }),
});
const inGo: FileChanges = { 'go.mod': 'module shop\n' };

/** Somebody who answers every question with its name, and what they were asked. */
function people(asked: string[]): AskPeople {
  return async (question, known) => {
    let answers = known;
    for (let open = question(answers); open; open = question(answers)) {
      asked.push(open.field);
      answers = { ...answers, [open.field]: `${open.field} it` };
    }
    return answers;
  };
}

async function setUp(context: TestContext) {
  const root = await mkdtemp(join(tmpdir(), 'dm-settle-'));
  context.after(() => rm(root, { recursive: true }));
  const make = (place: string, files: FileChanges): string => {
    const made = new MadeRepository(join(root, place));
    made.commit('the first commit', files);
    return made.directory;
  };
  /** One `dm up`: what it finds out, by the names on GitHub. */
  const settle = async (paths: readonly string[], ask?: AskPeople) => {
    const sources = await Promise.all(paths.map((path) => locateRepository(path, run)));
    const environment = { XDG_STATE_HOME: join(root, 'state') };
    const repositories = sources.map(({ gitDirectory }) => gitDirectory);
    const state = await openState({
      repositories,
      environment,
      instance: newInstance('test'),
      onUnreadable: () => undefined,
    });
    try {
      return await settleRepositories(sources, { state, run, ask, onRead: () => undefined });
    } finally {
      await state.close();
    }
  };
  return { make, settle };
}

test('what is open is asked in order, decides how it runs, and is asked once', async (context) => {
  const { make, settle } = await setUp(context);
  const shop = make('shop', inGo);
  const asked: string[] = [];
  const [repository] = await settle([shop], people(asked));
  assert.deepEqual(asked, ['build', 'test', 'command']);
  const workload = repository?.base.parsed.ok ? repository.base.parsed.file.workload : undefined;
  assert.deepEqual(
    [repository?.application, workload?.build, workload?.command, repository?.base.test],
    ['shop', 'build it', ['sh', '-c', 'command it'], 'test it'],
  );
  const [again] = await settle([shop], people(asked));
  assert.deepEqual([asked.length, again?.base.test], [3, 'test it']);
});

test('two directories of one name stay apart, in whatever order they are given', async (context) => {
  const { make, settle } = await setUp(context);
  const paths = [make('b/shop', npm('boutique')), make('a/shop', npm('shop'))];
  const outline = async (given: readonly string[]) =>
    new Map(
      (await settle(given)).map(({ name, application, mirror, source }) => [
        name,
        [application, source.path, subject(mirror.directory)],
      ]),
    );
  const before = await outline(paths);
  assert.equal(before.size, 2);
  assert.deepEqual(await outline(paths.toReversed()), before);
});

/** What a mirror has: the commit of its base, and the manifest there. */
const subject = (mirror: string): string =>
  execFileSync('git', ['--git-dir', mirror, 'show', 'main:package.json'], { encoding: 'utf8' });

const refusals: Record<string, { files: readonly FileChanges[]; ask?: AskPeople; code: string }> = {
  'two repositories that are one application': { files: [npm('shop'), npm('shop')], code: 'NameTaken' },
  'questions that nobody is there to answer': { files: [inGo], code: 'QuestionsOpen' },
  'questions that were broken off': { files: [inGo], ask: async () => undefined, code: 'Interrupted' },
};
for (const [what, { files, ask, code }] of Object.entries(refusals)) {
  test(`refused: ${what}`, async (context) => {
    const { make, settle } = await setUp(context);
    const paths = files.map((one, index) => make(`${index}/shop`, one));
    await assert.rejects(settle(paths, ask), (error) => error instanceof CodedError && error.code === code);
  });
}
