import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { commit, Play, sha } from './github.testing.ts';
import { Refusal } from './refusal.ts';

/** `main` at commit a, and pull request 1 from `cart` at commit b. */
function withPullRequest(): Play {
  const play = new Play();
  play.push('main', commit('a'));
  play.push('cart', commit('b', 'a'));
  play.open('cart');
  play.told.length = 0;
  return play;
}
const refusedWith = (status: number) => (thrown: unknown) => thrown instanceof Refusal && thrown.status === status;

test('a push to its branch moves an open pull request and is told as synchronize', () => {
  const play = withPullRequest();
  const { updatedAt } = play.pullRequest(1);
  play.push('cart', commit('c', 'b'));
  assert.equal(play.pullRequest(1).head.sha, sha('c'));
  assert.ok(play.pullRequest(1).updatedAt > updatedAt);
  assert.deepEqual(play.told, ['push', 'pull_request.synchronize']);
});

test('a push to the base moves no pull request', () => {
  const play = withPullRequest();
  const before = play.pullRequest(1);
  play.push('main', commit('c', 'a'));
  assert.equal(play.pullRequest(1), before);
});

test('a push to the base that contains the head of a pull request merges it', () => {
  const play = withPullRequest();
  play.push('main', commit('c', 'b'));
  const { state, mergeSha, mergedBy } = play.pullRequest(1);
  assert.deepEqual([state, mergeSha, mergedBy], ['closed', sha('c'), 'ana']);
});

test('a merge moves the base, closes the pull request and tells both', () => {
  const play = withPullRequest();
  const merge = { ...commit('d', 'a', 'b') };
  play.act({
    kind: 'mergePullRequest',
    repository: play.id,
    number: 1,
    mergeSha: merge.sha,
    commits: [merge],
    actor: 'ana',
  });
  assert.equal(play.repository.branches['main'], sha('d'));
  assert.equal(play.pullRequest(1).mergeSha, sha('d'));
  assert.equal(play.repository.activity.at(-1)?.activityType, 'pr_merge');
  assert.deepEqual(play.told, ['push', 'pull_request.closed']);
});

test('the activity of a branch says how it moved', () => {
  const play = withPullRequest();
  play.push('cart', commit('c', 'b'));
  play.push('cart', commit('d', 'a'), true);
  play.act({ kind: 'deleteBranch', repository: play.id, ref: 'refs/heads/cart', actor: 'ana' });
  const ofCart = play.repository.activity.filter(({ ref }) => ref === 'refs/heads/cart');
  assert.deepEqual(
    ofCart.map(({ activityType, before, after }) => [activityType, before[0], after[0]]),
    [
      ['branch_creation', '0', 'b'],
      ['push', 'b', 'c'],
      ['force_push', 'c', 'd'],
      ['branch_deletion', 'd', '0'],
    ],
  );
});

test('a pull request whose branch is deleted is closed and stays so until the branch is back', () => {
  const play = withPullRequest();
  const reopen = () => play.act({ kind: 'reopenPullRequest', repository: play.id, number: 1, actor: 'ana' });
  play.act({ kind: 'deleteBranch', repository: play.id, ref: 'cart', actor: 'ana' });
  assert.equal(play.pullRequest(1).state, 'closed');
  assert.throws(reopen, refusedWith(422));
  play.push('cart', commit('c', 'b'));
  reopen();
  assert.deepEqual([play.pullRequest(1).state, play.pullRequest(1).head.sha], ['open', sha('c')]);
});

test('a closed pull request whose branch was rewritten cannot be reopened', () => {
  const play = withPullRequest();
  play.act({ kind: 'closePullRequest', repository: play.id, number: 1, actor: 'ana' });
  play.push('cart', commit('c', 'a'), true);
  assert.throws(
    () => play.act({ kind: 'reopenPullRequest', repository: play.id, number: 1, actor: 'ana' }),
    /force-pushed/,
  );
});

test('a suite is told once all its newest runs have ended', () => {
  const play = withPullRequest();
  const start = (name: string) => play.act({ kind: 'startCheck', repository: play.id, sha: sha('b'), name });
  const complete = (name: string, conclusion: 'success' | 'failure') =>
    play.act({ kind: 'completeCheck', repository: play.id, sha: sha('b'), name, conclusion });
  start('test');
  start('lint');
  complete('test', 'failure');
  assert.ok(!play.told.includes('check_suite.completed'));
  start('test');
  complete('lint', 'success');
  complete('test', 'success');
  assert.equal(play.told.at(-1), 'check_suite.completed');
  const suite = play.state.deliveries.at(-1)?.payload['check_suite'];
  assert.match(JSON.stringify(suite), /"conclusion":"success"/);
});

test('success ends older deployments in the same place, but neither transient nor production ones', () => {
  const play = withPullRequest();
  const creator = { login: 'ana', appId: null };
  const deploy = (kind: { transient: boolean; production: boolean }): number => {
    const place = { ref: 'main', sha: sha('a'), task: 'deploy', environment: 'preview', payload: {}, description: '' };
    play.act({ kind: 'createDeployment', repository: play.id, ...place, ...kind, creator });
    return play.repository.deployments.at(-1)?.id ?? 0;
  };
  const succeed = (deployment: number, autoInactive?: boolean) =>
    play.act({
      kind: 'createDeploymentStatus',
      repository: play.id,
      deployment,
      state: 'success',
      autoInactive,
      creator,
    });
  const stateOf = (id: number) => play.repository.deploymentStatuses.findLast((one) => one.deploymentId === id)?.state;
  const plain = deploy({ transient: false, production: false });
  const transient = deploy({ transient: true, production: false });
  const production = deploy({ transient: false, production: true });
  for (const id of [plain, transient, production]) succeed(id, false);
  const newest = deploy({ transient: false, production: false });
  succeed(newest);
  assert.deepEqual([plain, transient, production, newest].map(stateOf), ['inactive', 'success', 'success', 'success']);
});

test('an archived repository is read-only, and a suspended installation is told nothing', () => {
  const play = withPullRequest();
  const installation = play.state.installations[0]?.id ?? 0;
  play.act({ kind: 'suspendInstallation', installation });
  play.push('cart', commit('c', 'b'));
  assert.deepEqual(play.told, []);
  play.act({ kind: 'archiveRepository', repository: play.id });
  assert.throws(() => play.push('cart', commit('d', 'c')), refusedWith(403));
});

test('an older state is untouched by what comes after it', () => {
  const play = withPullRequest();
  const { state } = play;
  const before = JSON.stringify(state);
  play.push('cart', commit('c', 'b'));
  play.act({ kind: 'closePullRequest', repository: play.id, number: 1, actor: 'ana' });
  assert.equal(JSON.stringify(state), before);
});
