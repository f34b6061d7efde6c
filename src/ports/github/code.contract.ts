import { strict as assert } from 'node:assert';
import type { Scenario, UseBench } from './github.contract.ts';

/** Pull requests, files, checks and branches. */
export function codeContract(use: UseBench, scenario: Scenario): void {
  scenario('a pull request is read by itself: open, pushed to, closed', async () => {
    const { github, world } = use();
    const first = await world.push('cart');
    const number = await world.openPullRequest('cart');
    const opened = await github.pullRequests.get(world.repository, number);
    const { state, merged, head, headBranch, base, fork } = opened;
    assert.deepEqual(
      { state, merged, head, headBranch, base, fork },
      { state: 'open', merged: false, head: first, headBranch: 'cart', base: 'main', fork: false },
    );

    const second = await world.push('cart');
    const pushed = await github.pullRequests.get(world.repository, number);
    assert.equal(pushed.head, second);
    assert.ok(pushed.updatedAt >= opened.updatedAt, `${pushed.updatedAt} is not before ${opened.updatedAt}`);

    await world.closePullRequest(number);
    const closed = await github.pullRequests.get(world.repository, number);
    assert.deepEqual([closed.state, closed.merged, closed.head], ['closed', false, second]);
  });

  scenario('a merged pull request is closed and merged, and its merge is a head of the base', async () => {
    const { github, world } = use();
    await world.push('cart');
    const number = await world.openPullRequest('cart');
    const merge = await world.mergePullRequest(number);
    const { state, merged } = await github.pullRequests.get(world.repository, number);
    assert.deepEqual({ state, merged }, { state: 'closed', merged: true });
    assert.equal((await github.branches.heads(world.repository, 'main'))[0]?.sha, merge);
  });

  scenario('a pull request from a fork is one', async () => {
    const { github, world } = use();
    const number = await world.openPullRequestFromFork();
    assert.equal((await github.pullRequests.get(world.repository, number)).fork, true);
  });

  scenario('the open pull requests are listed oldest first, over more than one page', async () => {
    const { github, world } = use();
    const numbers: number[] = [];
    for (let index = 0; index < 103; index += 1) {
      await world.push(`branch-${index}`);
      numbers.push(await world.openPullRequest(`branch-${index}`));
    }
    const [first = 0, ...others] = numbers;
    await world.closePullRequest(first);
    const listed = await github.pullRequests.listOpen(world.repository);
    assert.deepEqual(
      listed.map(({ number }) => number),
      others,
    );
    assert.deepEqual(listed.at(-1), await github.pullRequests.get(world.repository, others.at(-1) ?? 0));
  });

  scenario('the closed pull requests are listed, merged or not, and no open one', async () => {
    const { github, world } = use();
    for (const branch of ['one', 'two', 'three']) {
      await world.push(branch);
      await world.openPullRequest(branch);
    }
    await world.closePullRequest(2);
    await world.mergePullRequest(1);
    const listed = await github.pullRequests.listClosed(world.repository);
    const seen = listed.map(({ number, merged, state }) => `${number} ${state} ${merged ? 'merged' : 'not merged'}`);
    assert.deepEqual(seen.toSorted(), ['1 closed merged', '2 closed not merged']);
  });

  scenario('a commit knows its open pull requests', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    assert.deepEqual(await github.pullRequests.ofCommit(world.repository, sha), []);
    const number = await world.openPullRequest('cart');
    const found = await github.pullRequests.ofCommit(world.repository, sha);
    assert.deepEqual(found, [await github.pullRequests.get(world.repository, number)]);
    await world.closePullRequest(number);
    assert.deepEqual(await github.pullRequests.ofCommit(world.repository, sha), []);
  });

  scenario('a file is read as it is at a commit, and at a branch', async () => {
    const { github, world } = use();
    const older = await world.push('main', { 'deploy/app.yaml': 'é: 1\n' });
    const newer = await world.push('main', { 'deploy/app.yaml': 'é: 2\n' });
    const read = (ref: string) => github.files.read(world.repository, ref, 'deploy/app.yaml');
    assert.deepEqual(await Promise.all([older, newer, 'main'].map(read)), ['é: 1\n', 'é: 2\n', 'é: 2\n']);
  });

  scenario('a file that a commit does not have is undefined', async () => {
    const { github, world } = use();
    const sha = await world.push('main', { 'a.yaml': 'a' });
    assert.equal(await github.files.read(world.repository, sha, 'b.yaml'), undefined);
  });

  scenario('a file of a commit that does not exist is an error, not undefined', async () => {
    const { github, world } = use();
    const reading = github.files.read(world.repository, 'f'.repeat(40), 'a.yaml');
    await assert.rejects(reading, { name: 'GitHubError' });
  });

  scenario(
    'check runs and commit statuses are checks; a later run of the same name takes the place of the earlier',
    async () => {
      const { github, world } = use();
      const sha = await world.push('cart');
      const checks = async () => {
        const found = await github.checks.ofCommit(world.repository, sha);
        return Object.fromEntries(found.map(({ name, state }) => [name, state]));
      };
      assert.deepEqual(await checks(), {});
      await world.check(sha, 'test');
      await world.status(sha, 'ci/build', 'pending');
      assert.deepEqual(await checks(), { test: 'pending', 'ci/build': 'pending' });
      await world.check(sha, 'test', 'failure');
      await world.status(sha, 'ci/build', 'success');
      await world.check(sha, 'docs', 'skipped');
      await world.status(sha, 'ci/audit', 'error');
      assert.deepEqual(await checks(), { test: 'failed', 'ci/build': 'passed', docs: 'passed', 'ci/audit': 'failed' });
      await world.check(sha, 'test', 'success');
      assert.equal((await checks())['test'], 'passed');
    },
  );

  scenario('the checks of one commit are not those of another', async () => {
    const { github, world } = use();
    const first = await world.push('cart');
    await world.check(first, 'test', 'success');
    const second = await world.push('cart');
    assert.deepEqual(await github.checks.ofCommit(world.repository, second), []);
  });

  scenario('more check runs than a page holds are all seen', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    for (let index = 0; index < 101; index += 1) await world.check(sha, `test-${index}`, 'success');
    await world.check(sha, 'the last one', 'failure');
    const checks = await github.checks.ofCommit(world.repository, sha);
    assert.equal(checks.length, 102);
    assert.equal(checks.filter(({ state }) => state === 'failed').length, 1);
  });

  scenario('what we report ourselves is no check', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    const status = { context: 'dungeonmaster/preview/shop', state: 'failure', description: 'x' } as const;
    await github.commitStatuses.create(world.repository, sha, status);
    assert.deepEqual(await github.checks.ofCommit(world.repository, sha), []);
  });

  scenario('the checks that GitHub requires on a branch', async () => {
    const { github, world } = use();
    assert.deepEqual(await github.checks.requiredOn(world.repository, 'main'), []);
    await world.protect('main', ['test', 'lint']);
    assert.deepEqual((await github.checks.requiredOn(world.repository, 'main')).toSorted(), ['lint', 'test']);
  });

  scenario('the heads of a branch come newest first, and are not those of another branch', async () => {
    const { github, world } = use();
    const first = await world.push('main');
    await world.push('cart');
    const second = await world.push('main');
    const heads = await github.branches.heads(world.repository, 'main');
    assert.deepEqual(
      heads.slice(0, 2).map(({ sha }) => sha),
      [second, first],
    );
    assert.equal(heads.length, 3, 'the first commit, and two pushes');
  });

  scenario('a branch with a slash is a branch, and a deleted one has its heads still', async () => {
    const { github, world } = use();
    const sha = await world.push('feature/cart');
    await world.deleteBranch('feature/cart');
    const heads = await github.branches.heads(world.repository, 'feature/cart');
    assert.deepEqual(
      heads.map((head) => head.sha),
      [sha],
    );
  });

  scenario('the default branch', async () => {
    const { github, world } = use();
    assert.equal(await github.branches.defaultBranch(world.repository), 'main');
  });
}
