import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '#adapters/local/real-time.testing.ts';
import type { Place } from '#test/e2e/dm.testing.ts';
import type { MadeRepository } from '#test/made-repository.testing.ts';
import { begin, plain } from './shapes.testing.ts';
import { became, status, visit } from './visit.testing.ts';
import { ownWorld } from './own.testing.ts';
import { fingerprintOf } from '#test/fingerprint.testing.ts';

const number = (index: number): string => String(index).padStart(3, '0');

/** A repository with so many branches that were never merged, each with its own word. */
function makeBranches(made: MadeRepository, count: number): void {
  begin(made, plain, 'first');
  for (let index = 1; index <= count; index += 1)
    made.branch(`topic-${number(index)}`, `say ${index}`, plain.says(number(index)));
  made.git('checkout', '--quiet', 'main');
}

test('of 200 branches the newest ten are pull requests at first; one that is named, and one that moves, are too', async (context) => {
  const { made, up: start } = await ownWorld(context, (repository) => makeBranches(repository, 200));
  const up = start('--branch', 'topic-007');
  const shown = await up.line('the repository is told', ({ event }) => event === 'repository');
  const newest = Array.from({ length: 10 }, (_, index) => `topic-${number(200 - index)}`);
  assert.deepEqual(new Set(shown['branches'] as string[]), new Set([...newest, 'topic-007']));
  assert.equal(shown['hidden'], 189);

  for (const branch of [...newest, 'topic-007']) {
    const { url } = await up.line(`${branch} runs`, status(made.git('rev-parse', branch), 'success'));
    assert.equal((await visit(String(url))).body, `plain ${branch.slice(-3)}`);
  }

  const moved = made.branch('topic-050', 'say again', plain.says('again'));
  await up.line('a branch that moves becomes a pull request', became('topic-050', 'opened'));
  const { url } = await up.line('it runs', status(moved, 'success'));
  assert.equal((await visit(String(url))).body, 'plain again');
});

/** What dm keeps of a repository, in MiB. */
function keptMib({ environment }: Place): number {
  const root = join(String(environment['XDG_STATE_HOME']), 'dungeon-master');
  const [state = ''] = readdirSync(root);
  return Number(execFileSync('du', ['-sm', join(root, state)], { encoding: 'utf8' }).split('\t')[0]);
}

/** A repository whose history has 500 MB that its newest commit has not. */
function makeLarge(made: MadeRepository): void {
  writeFileSync(join(made.directory, 'large.bin'), randomBytes(500_000_000));
  made.commit('once too much', {});
  begin(made, plain, 'first');
  made.commit('without it', { 'large.bin': null });
}

test('of a repository of 500 MB only what runs is read, and nothing in it changes', async (context) => {
  const { place, made, up: start } = await ownWorld(context, makeLarge);
  const git = join(made.directory, '.git');
  const size = Number(execFileSync('du', ['-sb', git], { encoding: 'utf8' }).split('\t')[0]);
  assert.ok(size > 490_000_000, 'it must be as large as it is said to be');
  const before = await fingerprintOf(git);

  const up = start();
  const { url } = await up.line('it runs', status(made.git('rev-parse', 'main'), 'success'));
  await until('it answers', async () => (await visit(String(url))).body === 'plain first');
  assert.ok(keptMib(place) <= 8, `${keptMib(place)} MiB are kept of it`);
  assert.deepEqual(await fingerprintOf(git), before);
});
