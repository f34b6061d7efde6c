import { strict as assert } from 'node:assert';
import { silentLog } from '#ports/log.ts';
import { test, type TestContext } from 'node:test';
import { ABSENT, type ApplyOptions } from '#ports/objects/objects.ts';
import { lease, withCode } from '#ports/objects/samples.contract.ts';
import { clientOf, scriptedServer, type Asked } from '#adapters/kubernetes/transport/scripted-server.testing.ts';
import { KubernetesObjects } from './objects.ts';

const key = { name: 'a', namespace: 'n' };
const path = '/apis/coordination.k8s.io/v1/namespaces/n/leases';
const missing = { message: 'not found', details: { name: 'a' } };

async function objectsUnderTest(context: TestContext, script: (asked: Asked, index: number) => void) {
  const server = await scriptedServer(context, script);
  const { client } = clientOf(context, server.url);
  return { server, objects: new KubernetesObjects({ client, random: () => 0, log: silentLog }) };
}

const item = (name: string) => ({ metadata: { name, namespace: 'n', resourceVersion: '1' } });
const page = (resourceVersion: string, next: string | undefined, ...names: readonly string[]) => ({
  kind: 'LeaseList',
  metadata: { resourceVersion, ...(next !== undefined && { continue: next }) },
  items: names.map(item),
});

test('a list is read page by page; its items say what they are', async (context) => {
  const pages = [page('7', 'more', 'a', 'b'), page('7', '', 'c')];
  const { server, objects } = await objectsUnderTest(context, ({ answer }, index) => answer(200, pages[index]));
  const list = await objects.list('Lease', { namespace: 'n', labels: { app: 'web', 'a/b': 'c' } });
  assert.equal(list.resourceVersion, '7');
  assert.deepEqual(
    list.items,
    ['a', 'b', 'c'].map((name) => ({ ...item(name), apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' })),
  );
  assert.deepEqual(
    server.asked.map((asked) => asked.path),
    [
      `${path}?limit=500&labelSelector=app%3Dweb%2Ca%2Fb%3Dc`,
      `${path}?limit=500&labelSelector=app%3Dweb%2Ca%2Fb%3Dc&continue=more`,
    ],
  );
});

test('a list whose moment is forgotten between two pages begins anew, once', async (context) => {
  const answers = [page('7', 'more', 'a', 'b'), undefined, page('9', 'more', 'a'), page('9', '', 'd')];
  const { objects } = await objectsUnderTest(context, ({ answer }, index) => {
    const found = answers[index];
    answer(found ? 200 : 410, found ?? { message: 'The provided continue parameter is too old' });
  });
  const { items, resourceVersion } = await objects.list('Lease', { namespace: 'n' });
  assert.deepEqual([resourceVersion, items.map(({ metadata }) => metadata.name)], ['9', ['a', 'd']]);
});

test('a list whose moment is forgotten again and again is Expired', async (context) => {
  const { server, objects } = await objectsUnderTest(context, ({ answer }, index) =>
    index % 2 === 0 ? answer(200, page('7', 'more', 'a')) : answer(410),
  );
  await assert.rejects(objects.list('Lease'), withCode('Expired'));
  assert.equal(server.asked.length, 4);
});

const noLists: Record<string, unknown> = {
  'no object': 7,
  null: null,
  'an object of another kind': { kind: 'Status', metadata: {} },
  'a list without a version': { metadata: {}, items: [] },
  'a list of nothing we know': { metadata: { resourceVersion: '1' }, items: ['a'] },
};
for (const [what, answer] of Object.entries(noLists)) {
  test(`an answer that is no list is Unavailable: ${what}`, async (context) => {
    const { objects } = await objectsUnderTest(context, (asked) => asked.answer(200, answer));
    await assert.rejects(objects.list('Lease'), withCode('Unavailable'));
  });
}

test("what is read is nobody else's: a change of it is seen by nobody", async (context) => {
  const { objects } = await objectsUnderTest(context, ({ answer, path: asked }) =>
    answer(200, asked.includes('?') ? page('7', '', 'a') : item('a')),
  );
  const read = async () => [await objects.get('Lease', key), (await objects.list('Lease')).items[0]];
  for (const found of await read()) Object.assign(found?.metadata ?? {}, { name: 'changed' });
  for (const found of await read()) assert.equal(found?.metadata.name, 'a');
});

test('what is missing is undefined to read, and no error to delete', async (context) => {
  const { objects } = await objectsUnderTest(context, ({ answer }) => answer(404, missing));
  assert.equal(await objects.get('Lease', key), undefined);
  await objects.delete('Lease', key, { ifUid: 'u' });
});

test('a kind that is not served is an error to read and to delete', async (context) => {
  const { objects } = await objectsUnderTest(context, ({ answer }) => answer(404, '404 page not found'));
  await assert.rejects(objects.get('Lease', key), withCode('Invalid'));
  await assert.rejects(objects.delete('Lease', key, { ifUid: 'u' }), withCode('Invalid'));
});

const applies: Record<string, { options: ApplyOptions; query: string; metadata: object }> = {
  'without a condition': { options: { fieldManager: 'm' }, query: 'fieldManager=m&force=true', metadata: {} },
  'without force': {
    options: { fieldManager: 'm', force: false },
    query: 'fieldManager=m&force=false',
    metadata: {},
  },
  'of what is not there yet': {
    options: { fieldManager: 'm', ifVersion: ABSENT },
    query: 'fieldManager=m&force=true',
    metadata: { resourceVersion: '1' },
  },
  'over what was read': {
    options: { fieldManager: 'm', ifVersion: '7', ifUid: 'u' },
    query: 'fieldManager=m&force=true',
    metadata: { resourceVersion: '7', uid: 'u' },
  },
};
for (const [what, { options, query, metadata }] of Object.entries(applies)) {
  test(`an apply ${what}`, async (context) => {
    const { server, objects } = await objectsUnderTest(context, ({ answer }) => answer(200, item('a')));
    assert.deepEqual(await objects.apply('Lease', lease(key), options), item('a'));
    const [asked] = server.asked;
    assert.deepEqual(
      [asked?.method, asked?.path, asked?.headers['content-type']],
      ['PATCH', `${path}/a?${query}`, 'application/apply-patch+yaml'],
    );
    assert.deepEqual(JSON.parse(asked?.body ?? ''), { ...lease(key), metadata: { ...key, ...metadata } });
  });
}

test('a status is put under its version, as a patch of the status alone', async (context) => {
  const { server, objects } = await objectsUnderTest(context, ({ answer }) => answer(200, item('a')));
  await objects.putStatus('Deployment', key, { replicas: 1 }, { ifVersion: '7' });
  const [asked] = server.asked;
  assert.deepEqual(
    [asked?.method, asked?.path, asked?.headers['content-type']],
    [
      'PATCH',
      '/apis/apps/v1/namespaces/n/deployments/a/status?fieldManager=dungeon-master',
      'application/json-patch+json',
    ],
  );
  assert.deepEqual(JSON.parse(asked?.body ?? ''), [
    { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
    { op: 'add', path: '/status', value: { replicas: 1 } },
  ]);
});

test('a finalizer is taken from what was read, and from nothing newer', async (context) => {
  const found = { metadata: { name: 'a', namespace: 'n', resourceVersion: '7', finalizers: ['x/a', 'x/b'] } };
  const { server, objects } = await objectsUnderTest(context, ({ answer }) => answer(200, found));
  await assert.rejects(objects.removeFinalizer('Lease', key, 'x/a', { ifVersion: '6' }), withCode('Conflict'));
  await objects.removeFinalizer('Lease', key, 'x/other', { ifVersion: '7' });
  assert.deepEqual(
    server.asked.map(({ method }) => method),
    ['GET', 'GET'],
  );
  await objects.removeFinalizer('Lease', key, 'x/a', { ifVersion: '7' });
  assert.deepEqual(JSON.parse(server.asked.at(-1)?.body ?? ''), {
    metadata: { resourceVersion: '7', finalizers: ['x/b'] },
  });
});

test('a deletion names the very object that it means', async (context) => {
  const { server, objects } = await objectsUnderTest(context, ({ answer }) => answer(200));
  await objects.delete('Lease', key, { ifUid: 'u', ifVersion: '7' });
  const [asked] = server.asked;
  assert.equal(asked?.method, 'DELETE');
  assert.deepEqual(JSON.parse(asked?.body ?? ''), {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    preconditions: { uid: 'u', resourceVersion: '7' },
    propagationPolicy: 'Background',
  });
});
