import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { silentLog } from '#ports/log.ts';
import { commit, Play, sha, START } from './github.testing.ts';
import { GitHubHost } from './host.ts';
import type { CheckResult, CheckToRun, StateStore } from './ports.ts';
import { runChecks } from './run-checks.ts';

const nowhere: StateStore = { load: async () => undefined, save: () => undefined, flush: async () => undefined };

function setUp(play: Play) {
  const clock = { now: () => START };
  const host = new GitHubHost({ state: play.state, clock, post: async () => 202, store: nowhere, log: silentLog });
  const asked: CheckToRun[] = [];
  const ends: ((result: CheckResult) => void)[] = [];
  const runner = {
    run: (check: CheckToRun) => {
      asked.push(check);
      return new Promise<CheckResult>((resolve) => ends.push(resolve));
    },
  };
  const checks = runChecks({ host, runner, namesOf: () => ['test'], atOnce: 1 });
  const runs = () => host.state.repositories[0]?.checkRuns.map((run) => [run.headSha[0], run.conclusion ?? run.status]);
  const end = async (conclusion: CheckResult['conclusion']) => {
    ends.shift()?.({ conclusion, output: { title: conclusion, summary: '' } });
    await turns();
  };
  return { host, asked, checks, runs, end };
}

/** Lets everything that waits for nothing go on. */
const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('every new head gets a check run that is queued, runs, and ends', async () => {
  const play = new Play();
  play.push('main', commit('a'));
  const { host, runs, end } = setUp(play);
  const [repository = 0] = host.state.repositories.map(({ id }) => id);
  const on = { repository, actor: 'ana' };
  host.command({ kind: 'push', ...on, ref: 'cart', sha: sha('b'), commits: [commit('b', 'a')] });
  host.command({ kind: 'openPullRequest', repository, title: 'x', head: { ref: 'cart' }, base: 'main', author: 'ana' });
  await turns();
  assert.deepEqual(runs(), [
    ['a', 'in_progress'],
    ['b', 'queued'],
  ]);
  await end('success');
  assert.deepEqual(runs(), [
    ['a', 'success'],
    ['b', 'in_progress'],
  ]);
  await end('failure');
  assert.deepEqual(runs(), [
    ['a', 'success'],
    ['b', 'failure'],
  ]);
});

test('a head from a fork is never run', async () => {
  const play = new Play();
  play.push('main', commit('a'));
  play.act({ kind: 'createRepository', owner: 'ana', name: 'shop', forkOf: play.id });
  const fork = play.state.repositories.at(-1)?.id ?? 0;
  play.act({ kind: 'push', repository: fork, ref: 'evil', sha: sha('b'), commits: [commit('b', 'a')], actor: 'ana' });
  const head = { ref: 'evil', repository: fork };
  play.act({ kind: 'openPullRequest', repository: play.id, title: 'x', head, base: 'main', author: 'ana' });
  const { asked, end } = setUp(play);
  await turns();
  await end('success');
  await end('success');
  assert.ok(
    asked.every((check) => check.sha !== sha('b')),
    JSON.stringify(asked),
  );
});

test('a check that a stopped process left unfinished is run again in the same check run', async () => {
  const play = new Play();
  play.push('main', commit('a'));
  play.act({ kind: 'startCheck', repository: play.id, sha: sha('a'), name: 'test' });
  const { runs, end } = setUp(play);
  await turns();
  assert.deepEqual(runs(), [['a', 'in_progress']]);
  await end('success');
  assert.deepEqual(runs(), [['a', 'success']]);
});
