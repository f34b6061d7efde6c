import { strict as assert } from 'node:assert';
import { beforeEach, test } from 'node:test';
import type { LocalObjects } from '#adapters/local/objects/objects.ts';
import { createWake } from '#apps/function/wake.ts';
import type { Hint } from '#apps/function/hint.ts';
import { seededRandom } from '#lib/random.ts';
import type { CommitSha } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { digest } from '#model/samples.testing.ts';
import type { GitHubWorld } from '#ports/github/github.contract.ts';
import type { GitHub } from '#ports/github/github.ts';
import { emulatedDelivery } from './emulated-delivery.testing.ts';

const place = { environment: 'preview', task: 'preview-pr-1' };

let github: GitHub;
let world: GitHubWorld;
let objects: LocalObjects;
let wake: (hint: Hint) => Promise<void>;

beforeEach(async () => {
  const delivery = await emulatedDelivery();
  ({ github, world, objects } = delivery);
  const timers = { after: (_ms: number, task: () => void) => (queueMicrotask(task), () => undefined) };
  ({ wake } = createWake({ ...delivery, timers, random: seededRandom(1) }));
});

const environment = (name: string) => objects.get('Environment', { name, namespace: HOME_NAMESPACE });

async function openWithPassingTests(): Promise<CommitSha> {
  const sha = await world.push('cart', { 'cart.js': '1' });
  await world.openPullRequest('cart');
  await world.check(sha, 'test', 'success');
  return sha;
}

test('hints of every kind at one moment open one record', async () => {
  const sha = await openWithPassingTests();
  const { repository } = world;
  const hints: Hint[] = [
    { kind: 'pullRequest', repository, number: 1 },
    { kind: 'commit', repository, sha, named: [] },
    { kind: 'pullRequest', repository, number: 1 },
    { kind: 'branch', repository, branch: 'cart' },
  ];
  await Promise.all(hints.map(wake));
  const records = await github.deployments.list(repository, place);
  assert.deepEqual(
    records.map((record) => record.sha),
    [sha],
  );
  const found = await environment('shop-pr-1');
  assert.equal(found?.spec.revision?.deploymentId, records[0]?.id);
});

test('two functions at one moment may double a record; the one that counts runs, and the next look closes the other', async () => {
  const sha = await openWithPassingTests();
  const { repository } = world;
  const images = { find: async () => ({ name: 'local/shop', digest: digest('a') }) };
  const timers = { after: (_ms: number, task: () => void) => (queueMicrotask(task), () => undefined) };
  const { wake: other } = createWake({ objects, github, images, timers, random: seededRandom(2) });
  const hint: Hint = { kind: 'pullRequest', repository, number: 1 };
  await Promise.all([wake(hint), other(hint)]);
  await wake(hint);
  const records = await github.deployments.list(repository, place);
  const lowest = Math.min(...records.map(({ id }) => id));
  const found = await environment('shop-pr-1');
  assert.equal(found?.spec.revision?.deploymentId, lowest);
  assert.equal(found.spec.revision.sha, sha);
  for (const { id } of records.filter((record) => record.id !== lowest)) {
    const [newest] = await github.deployments.statuses(repository, id);
    assert.equal(newest?.state, 'inactive', `double ${id} was left open`);
  }
});

test('a push to the followed branch wakes the stage, another branch does not', async () => {
  const { repository } = world;
  const sha = await world.push('main', { 'a.js': '1' });
  await world.check(sha, 'test', 'success');
  await wake({ kind: 'branch', repository, branch: 'main' });
  assert.equal((await environment('shop-staging'))?.spec.revision?.sha, sha);
  const newer = await world.push('main', { 'a.js': '2' });
  await world.check(newer, 'test', 'success');
  await wake({ kind: 'branch', repository, branch: 'other' });
  assert.equal((await environment('shop-staging'))?.spec.revision?.sha, sha);
});

test('a repository that nobody registered wakes nothing and asks nothing', async () => {
  const stranger = { id: world.repository.id + 1, fullName: 'acme/other' };
  await wake({ kind: 'pullRequest', repository: stranger, number: 1 });
  assert.deepEqual((await objects.list('Environment')).items, []);
});

test('what makes it fail is thrown, so that GitHub records a failed delivery', async () => {
  await openWithPassingTests();
  await world.suspendApp();
  await assert.rejects(wake({ kind: 'pullRequest', repository: world.repository, number: 1 }), { code: 'Forbidden' });
});
