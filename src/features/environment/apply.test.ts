import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { seededRandom } from '#lib/random.ts';
import type { EnvironmentSpec } from '#model/environment.ts';
import { HOME_NAMESPACE, type Kind } from '#model/kinds.ts';
import { noIsolation } from '#ports/isolation.ts';
import { isObjectsError, ObjectsError } from '#ports/objects/errors.ts';
import type { ObjectReader, Objects } from '#ports/objects/objects.ts';
import { applyEnvironment } from './apply.ts';
import { gatherEnvironment, type EnvironmentPorts } from './gather.ts';
import { planEnvironment } from './plan.ts';
import { environment, name, now } from './worlds.testing.ts';

const CREDENTIALS = '{"auths":{"ghcr.io":{"auth":"aHVudGVyMi1odW50ZXIy"}}}';
const nothingCached: ObjectReader = {
  get: async () => undefined,
  list: async () => ({ items: [], resourceVersion: '' }),
};

/** Local objects with the environment shop-pr-12 in them, and passes of this feature over it. */
async function bench(more: Partial<EnvironmentPorts> = {}) {
  const objects = createLocalObjects({ clock: { now: () => now }, random: seededRandom(1) });
  const ports: EnvironmentPorts = {
    objects,
    reader: objects,
    podLogs: { tail: async () => [] },
    isolation: noIsolation,
    redact: (text) => text,
    urlOf: () => 'http://shop-pr-12.localhost',
    ...more,
  };
  const place = { name, namespace: HOME_NAMESPACE };
  const { apiVersion, kind } = environment();
  const write = (spec: EnvironmentSpec) =>
    objects.apply('Environment', { apiVersion, kind, metadata: place, spec }, { fieldManager: 'deliver' });
  await namespaced(HOME_NAMESPACE);
  await write(environment().spec);

  function namespaced(of: string) {
    return objects.apply(
      'Namespace',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: of } },
      { fieldManager: 'somebody' },
    );
  }
  /** One pass. */
  async function pass(own: EnvironmentPorts = ports) {
    const world = await gatherEnvironment(own, name);
    assert.ok(world);
    const plan = planEnvironment(world, now);
    await applyEnvironment(own, world, plan);
    return { world, plan };
  }
  const names = async (of: Kind) =>
    (await objects.list(of, { namespace: name })).items.map(({ metadata }) => metadata.name);
  return { objects, ports, pass, write, names, namespaced };
}

test('one pass makes everything, and the next finds nothing to do', async () => {
  const { pass, names } = await bench();
  assert.equal((await pass()).plan.actions.length, 6);
  for (const kind of ['ResourceQuota', 'LimitRange', 'NetworkPolicy', 'Service', 'Deployment'] as const) {
    assert.deepEqual(await names(kind), ['shop'], kind);
  }
  assert.deepEqual((await pass()).plan.actions, []);
});

/** Objects that tell when an apply begins and ends, and refuse the kind that is named. */
function told(objects: Objects, refused?: Kind) {
  const said: string[] = [];
  const apply: Objects['apply'] = async (kind, object, options) => {
    said.push(`${kind} begins`);
    await Promise.resolve();
    if (kind === refused) throw new ObjectsError('Unavailable', `${kind}: is refused`);
    const made = await objects.apply(kind, object, options);
    said.push(`${kind} stands`);
    return made;
  };
  const others: Omit<Objects, 'apply'> = {
    get: (kind, key) => objects.get(kind, key),
    list: (kind, selection) => objects.list(kind, selection),
    watch: (kind, options) => objects.watch(kind, options),
    putStatus: (kind, key, status, condition) => objects.putStatus(kind, key, status, condition),
    removeFinalizer: (kind, key, finalizer, condition) => objects.removeFinalizer(kind, key, finalizer, condition),
    delete: (kind, key, options) => objects.delete(kind, key, options),
  };
  return { said, objects: { ...others, apply } };
}
const beside = ['ResourceQuota', 'LimitRange', 'NetworkPolicy', 'Service'] as const;
const each = (what: string) => beside.map((kind) => `${kind} ${what}`);

test('what fences is applied side by side in its namespace, and what runs when all of it stands', async () => {
  const { objects, ports, pass } = await bench();
  const telling = told(objects);
  await pass({ ...ports, objects: telling.objects });
  assert.deepEqual(telling.said.slice(0, 6), ['Namespace begins', 'Namespace stands', ...each('begins')]);
  assert.deepEqual(telling.said.slice(6, 10).toSorted(), each('stands').toSorted());
  assert.deepEqual(telling.said.slice(10), ['Deployment begins', 'Deployment stands']);
});

for (const refused of beside) {
  test(`nothing runs where its ${refused} was refused, and nothing goes on behind the pass`, async () => {
    const { objects, ports, pass } = await bench();
    const telling = told(objects, refused);
    await assert.rejects(pass({ ...ports, objects: telling.objects }), { code: 'Unavailable' });
    const others = ['Namespace', ...beside].filter((kind) => kind !== refused);
    assert.deepEqual(
      telling.said.filter((what) => what.endsWith('stands')).toSorted(),
      others.map((kind) => `${kind} stands`).toSorted(),
    );
    assert.ok(!telling.said.includes('Deployment begins'));
  });
}

test('a label that we set before and no longer set is taken away', async () => {
  const { objects, pass } = await bench();
  await pass();
  const found = await objects.get('Service', { name: 'shop', namespace: name });
  assert.ok(found);
  const { apiVersion, kind, spec, metadata } = found;
  const labels = { ...metadata.labels, 'dungeonmaster.dev/old': 'yes' };
  const before = { apiVersion, kind, spec, metadata: { name: 'shop', namespace: name, labels } };
  await objects.apply('Service', before, { fieldManager: 'environment' });
  assert.deepEqual(
    (await pass()).plan.actions.map((action) => action.kind === 'apply' && action.object.kind),
    ['Service'],
  );
  const after = await objects.get('Service', { name: 'shop', namespace: name });
  assert.equal(after?.metadata.labels?.['dungeonmaster.dev/old'], undefined);
  assert.deepEqual((await pass()).plan.actions, []);
});

test('what is left over of ours goes, and what is not ours stays', async () => {
  const { objects, pass, names } = await bench();
  await pass();
  const found = await objects.get('NetworkPolicy', { name: 'shop', namespace: name });
  assert.ok(found);
  const { apiVersion, kind, spec, metadata } = found;
  const labels = metadata.labels ?? {};
  const make = (of: string, its: Readonly<Record<string, string>>) =>
    objects.apply(
      'NetworkPolicy',
      { apiVersion, kind, spec, metadata: { name: of, namespace: name, labels: its } },
      { fieldManager: 'environment' },
    );
  await make('old', labels);
  await make('theirs', {});
  await pass();
  assert.deepEqual(await names('NetworkPolicy'), ['shop', 'theirs']);
});

test('a namespace of somebody else is not taken, also when the cache does not know it', async () => {
  const { objects, ports, pass, namespaced } = await bench();
  await namespaced(name);
  const { plan } = await pass({ ...ports, reader: nothingCached });
  assert.deepEqual([plan.actions, plan.outcome.kind], [[], 'stalled']);
  const found = await objects.get('Namespace', { name });
  assert.equal(found?.metadata.labels?.['dungeonmaster.dev/environment'], undefined);
});

test('a namespace that somebody made meanwhile is not taken either', async () => {
  const { ports, namespaced } = await bench();
  const world = await gatherEnvironment(ports, name);
  assert.ok(world);
  await namespaced(name);
  await assert.rejects(applyEnvironment(ports, world, planEnvironment(world, now)), (thrown) =>
    isObjectsError(thrown, 'Conflict'),
  );
});

test('law 8: the credentials of a registry are in their Secret, and in no world and no plan', async () => {
  const { objects, pass } = await bench({ pullSecrets: () => CREDENTIALS });
  for (const { world, plan } of [await pass(), await pass()]) {
    const printed = JSON.stringify({ world, plan });
    for (const form of [CREDENTIALS, Buffer.from(CREDENTIALS).toString('base64'), 'aHVudGVy']) {
      assert.ok(!printed.includes(form), form);
    }
  }
  const secret = await objects.get('Secret', { name: 'registry-credentials', namespace: name });
  assert.equal(Buffer.from(secret?.data['.dockerconfigjson'] ?? '', 'base64').toString(), CREDENTIALS);
  assert.deepEqual((await pass()).plan.actions, []);
});

test('credentials that changed are written, and those of a registry that is left are taken away', async () => {
  const { objects, ports, pass, names } = await bench({ pullSecrets: () => CREDENTIALS });
  await pass();
  await pass({ ...ports, pullSecrets: () => '{"auths":{}}' });
  const secret = await objects.get('Secret', { name: 'registry-credentials', namespace: name });
  assert.equal(Buffer.from(secret?.data['.dockerconfigjson'] ?? '', 'base64').toString(), '{"auths":{}}');
  await pass({ ...ports, pullSecrets: () => undefined });
  assert.deepEqual(await names('Secret'), []);
});
