import { strict as assert } from 'node:assert';
import { beforeEach, test } from 'node:test';
import { requestAct } from '#apps/server/acts/request-act.ts';
import { reconcileAct } from '#features/deliver/act/act.ts';
import { deliver, type DeliveryKey } from '#features/deliver/deliver.ts';
import { requestName, type ActOutcome, type RequestedAct } from '#model/act-request.ts';
import { applicationName, environmentName, type CommitSha } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { RecordPayload } from '#model/record.ts';
import type { GitHub } from '#ports/github/github.ts';
import type { Deployments } from '#ports/github/reports.ts';
import { emulatedDelivery, type EmulatedDelivery } from './emulated-delivery.testing.ts';

const place = { environment: 'preview', task: 'preview-pr-1' };
const preview: DeliveryKey = { kind: 'preview', application: applicationName.parse('shop'), pullRequest: 1 };
const name = environmentName.parse('shop-pr-1');
const key = { name, namespace: HOME_NAMESPACE };

let delivery: EmulatedDelivery;
let head: CommitSha;

/** Pull request 1, whose tests passed, as it runs. */
beforeEach(async () => {
  delivery = await emulatedDelivery();
  const { world } = delivery;
  head = await world.push('cart', { 'cart.js': '1' });
  await world.openPullRequest('cart');
  await world.check(head, 'test', 'success');
  await deliver(delivery, preview);
});

const environment = () => delivery.objects.get('Environment', key);

const revision = async () => (await environment())?.spec.revision ?? assert.fail('nothing runs');

async function records(): Promise<readonly string[]> {
  const listed = await delivery.github.deployments.list(delivery.world.repository, place);
  return listed.map(({ payload }) => (payload as RecordPayload).act).toReversed();
}

const ask = (act: RequestedAct, id: string) =>
  requestAct(delivery, { act, environment: name, by: { login: 'ana' }, why: 'it hangs', key: `request-${id}` });

/** One look of the controller at a request, and at what that wakes; then everything else lets go of what is deleted. */
async function look(id: string, github: GitHub = delivery.github): Promise<ActOutcome | undefined> {
  const ports = { ...delivery, github };
  const woken: DeliveryKey[] = [];
  const wake = (one: DeliveryKey): void => void woken.push(one);
  await reconcileAct(ports, { clock: delivery.clock, wake }, requestName(`request-${id}`));
  for (const one of woken) await deliver(ports, one);
  await letGo();
  const about = { name: requestName(`request-${id}`), namespace: HOME_NAMESPACE };
  return (await delivery.objects.get('ActRequest', about))?.status?.outcome;
}

async function letGo(): Promise<void> {
  for (let found = await environment(); found?.metadata.deletionTimestamp !== undefined; found = await environment()) {
    const [finalizer = ''] = found.metadata.finalizers ?? [];
    const condition = { ifVersion: found.metadata.resourceVersion };
    await delivery.objects.removeFinalizer('Environment', key, finalizer, condition);
  }
}

/** GitHub that does something, and whose answer is lost. */
function losing(github: GitHub, verb: 'create' | 'addStatus'): GitHub {
  const lost = async (...given: readonly unknown[]): Promise<never> => {
    await (github.deployments[verb] as (...all: readonly unknown[]) => Promise<unknown>)(...given);
    throw new Error('the answer was lost');
  };
  return { ...github, deployments: { ...github.deployments, [verb]: lost } };
}

test('a redeploy is one more record of the same commit, and the spec names it and who asked', async () => {
  const before = await revision();
  await ask('redeploy', '1');
  assert.equal((await look('1'))?.kind, 'recorded');
  const after = await revision();
  assert.deepEqual(await records(), ['deploy', 'redeploy']);
  assert.equal(after.sha, before.sha);
  assert.notEqual(after.deploymentId, before.deploymentId);
  assert.deepEqual(after.asked, { by: 'ana', why: 'it hangs' });
});

test('a request whose record was made, and whose answer was lost, is not recorded twice', async () => {
  await ask('redeploy', '1');
  await assert.rejects(look('1', losing(delivery.github, 'create')), /lost/);
  const outcome = await look('1');
  assert.deepEqual(await records(), ['deploy', 'redeploy']);
  assert.equal(
    outcome?.kind === 'recorded' && outcome.deploymentId,
    (await environment())?.spec.revision?.deploymentId,
  );
});

test('a deletion is recorded, inactive at once, and carried out', async () => {
  await ask('delete', '1');
  assert.equal((await look('1'))?.kind, 'recorded');
  assert.equal(await environment(), undefined);
  assert.deepEqual(await look('1').then((outcome) => outcome?.kind === 'done' && outcome.succeeded), true);
  const [newest] = await delivery.github.deployments.list(delivery.world.repository, place);
  const statuses = await delivery.github.deployments.statuses(delivery.world.repository, newest?.id ?? 0);
  assert.deepEqual(
    statuses.map(({ state }) => state),
    ['inactive'],
  );
});

test('a crash between the record of a deletion and its end leaves nothing open', async () => {
  await ask('delete', '1');
  await assert.rejects(look('1', losing(delivery.github, 'create')), /lost/);
  assert.equal((await look('1'))?.kind, 'recorded');
  assert.equal(await environment(), undefined);
  await deliver(delivery, preview);
  const [newest] = await delivery.github.deployments.list(delivery.world.repository, place);
  const [status] = await delivery.github.deployments.statuses(delivery.world.repository, newest?.id ?? 0);
  assert.equal(status?.state, 'inactive');
  assert.deepEqual(await records(), ['deploy', 'delete']);
});

test('what was deleted stays so at every look, and comes back with the next commit that passes', async () => {
  const { world } = delivery;
  await ask('delete', '1');
  await look('1');
  for (let index = 0; index < 3; index++) {
    const outcome = await deliver(delivery, preview);
    assert.equal(outcome.kind === 'stalled' && outcome.reason, 'DeletedOnRequest');
  }
  assert.equal(await environment(), undefined);
  const next = await world.push('cart', { 'cart.js': '2' });
  await world.check(next, 'test', 'success');
  await deliver(delivery, preview);
  assert.equal((await environment())?.spec.revision?.sha, next);
  assert.deepEqual(await records(), ['deploy', 'delete', 'deploy']);
});

test('what was deleted comes back by a redeploy', async () => {
  await ask('delete', '1');
  await look('1');
  await ask('redeploy', '2');
  await look('2');
  assert.equal((await environment())?.spec.revision?.sha, head);
  assert.deepEqual(await records(), ['deploy', 'delete', 'redeploy']);
});

test('a deploy that a deletion came before does not count: what it started goes, and it is closed', async () => {
  const { world, github } = delivery;
  const next = await world.push('cart', { 'cart.js': '2' });
  await world.check(next, 'test', 'success');
  await ask('delete', '1');
  const late: Deployments['create'] = async (repository, record) => {
    await assert.rejects(look('1', losing(github, 'create')), /lost/);
    return github.deployments.create(repository, record);
  };
  const outrun = { ...github, deployments: { ...github.deployments, create: late } };
  const { kind } = await deliver({ ...delivery, github: outrun }, preview);
  assert.equal(kind, 'requeueAfter');
  for (let index = 0; index < 3; index++) {
    await deliver(delivery, preview);
    await letGo();
  }
  assert.equal(await environment(), undefined);
  assert.deepEqual(await records(), ['deploy', 'delete', 'deploy']);
  const [double] = await github.deployments.list(world.repository, place);
  const [status] = await github.deployments.statuses(world.repository, double?.id ?? 0);
  assert.equal(status?.state, 'inactive');
});

test('what nobody can do is refused with a reason, and leaves no record', async () => {
  await delivery.world.push('cart', { 'cart.js': '2' });
  await ask('redeploy', '1');
  const outcome = await look('1');
  assert.equal(outcome?.kind === 'refused' && outcome.reason, 'ChecksPending');
  assert.deepEqual(await records(), ['deploy']);
});
