import { strict as assert } from 'node:assert';
import type { CommitSha } from '#model/ids.ts';
import type { Scenario, UseBench } from './github.contract.ts';
import type { DeploymentStatus, NewDeployment } from './reports.ts';

const place = { environment: 'preview', task: 'preview-pr-12' };
const CONTEXT = 'dungeonmaster/preview/shop';

const wanted = (sha: CommitSha, change: Partial<NewDeployment> = {}): NewDeployment => ({
  ...place,
  sha,
  payload: { v: 1, nested: { list: [1, 'two', null] } },
  description: 'deploy commit',
  transient: true,
  production: false,
  ...change,
});

/** GitHub deployments with their statuses, commit statuses and comments. */
export function reportsContract(use: UseBench, scenario: Scenario): void {
  scenario('a deployment is found again with its payload, in the list and by its id', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    const created = await github.deployments.create(world.repository, wanted(sha));
    assert.equal(created.sha, sha);
    assert.deepEqual(created.payload, wanted(sha).payload);
    assert.deepEqual(await github.deployments.list(world.repository, place), [created]);
    assert.deepEqual(await github.deployments.get(world.repository, created.id), created);
  });

  scenario('deployments are listed newest first, at most a hundred, those of their place only', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    const ids: number[] = [];
    for (let index = 0; index < 102; index += 1) {
      ids.unshift((await github.deployments.create(world.repository, wanted(sha, { payload: { index } }))).id);
    }
    await github.deployments.create(world.repository, wanted(sha, { task: 'preview-pr-1' }));
    await github.deployments.create(world.repository, wanted(sha, { environment: 'staging' }));
    const listed = await github.deployments.list(world.repository, place);
    assert.deepEqual(
      listed.map(({ id }) => id),
      ids.slice(0, 100),
    );
  });

  scenario('deployments of others are never given out', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    const theirs = await world.deploy(sha, place);
    const ours = await github.deployments.create(world.repository, wanted(sha));
    assert.deepEqual(await github.deployments.list(world.repository, place), [ours]);
    assert.equal(await github.deployments.get(world.repository, theirs), undefined);
  });

  scenario('a deployment that does not exist is undefined', async () => {
    const { github, world } = use();
    assert.equal(await github.deployments.get(world.repository, 1), undefined);
  });

  scenario('a deployment waits for no check', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    await world.check(sha, 'test', 'failure');
    await world.status(sha, 'ci/build', 'pending');
    assert.equal((await github.deployments.create(world.repository, wanted(sha))).sha, sha);
  });

  scenario('the statuses of a deployment come newest first', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    const { id } = await github.deployments.create(world.repository, wanted(sha));
    assert.deepEqual(await github.deployments.statuses(world.repository, id), []);
    const statuses: DeploymentStatus[] = [
      { state: 'queued', description: 'waits' },
      { state: 'in_progress', description: 'starts' },
      { state: 'success', description: 'Deployment updated!', environmentUrl: 'https://shop-pr-12.example.com' },
      { state: 'inactive', description: '' },
    ];
    for (const status of statuses) await github.deployments.addStatus(world.repository, id, status);
    assert.deepEqual(await github.deployments.statuses(world.repository, id), statuses.toReversed());
  });

  scenario('a success ends no other deployment in the same environment', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    const older = await github.deployments.create(world.repository, wanted(sha, { transient: false }));
    const newer = await github.deployments.create(world.repository, wanted(sha, { transient: false }));
    const success: DeploymentStatus = { state: 'success', description: 'up' };
    await github.deployments.addStatus(world.repository, older.id, success);
    await github.deployments.addStatus(world.repository, newer.id, success);
    assert.deepEqual(await github.deployments.statuses(world.repository, older.id), [success]);
  });

  scenario('the newest commit status of a context is found, whoever wrote others', async () => {
    const { github, world } = use();
    const sha = await world.push('cart');
    const newest = () => github.commitStatuses.newest(world.repository, sha, CONTEXT);
    assert.equal(await newest(), undefined);
    const pending = { context: CONTEXT, state: 'pending', description: 'Updating deployment...' } as const;
    await github.commitStatuses.create(world.repository, sha, pending);
    await world.status(sha, 'ci/build', 'success');
    assert.deepEqual(await newest(), pending);

    const success = {
      context: CONTEXT,
      state: 'success',
      description: 'up',
      targetUrl: 'https://a.example.com',
    } as const;
    await github.commitStatuses.create(world.repository, sha, success);
    assert.deepEqual(await newest(), success);
  });

  scenario('our comments are found again and changed; those of others are not listed', async () => {
    const { github, world } = use();
    await world.push('cart');
    const number = await world.openPullRequest('cart');
    await world.comment(number, 'Nice!');
    const created = await github.comments.create(world.repository, number, 'first');
    const second = await github.comments.create(world.repository, number, 'second');
    await world.comment(number, 'Thanks.');
    await github.comments.update(world.repository, created.id, 'first, changed');
    assert.deepEqual(await github.comments.listOurs(world.repository, number), [
      { id: created.id, body: 'first, changed' },
      second,
    ]);
  });

  scenario('our comment is found behind a hundred of others', async () => {
    const { github, world } = use();
    await world.push('cart');
    const number = await world.openPullRequest('cart');
    for (let index = 0; index < 101; index += 1) await world.comment(number, `comment ${index}`);
    const ours = await github.comments.create(world.repository, number, 'ours');
    assert.deepEqual(await github.comments.listOurs(world.repository, number), [ours]);
  });
}
