import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { seededRandom } from '#lib/random.ts';
import { REPORT_FINALIZER, type Environment } from '#model/environment.ts';
import { environmentName, type ApplicationName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { blog, repository, shop } from '#model/samples.testing.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { createVirtualTime } from '#test/virtual-time.ts';
import { EXAMPLE_LABELS, refuseApplications, removeExample } from './example.ts';

const options = { fieldManager: 'test' };
const home = { namespace: HOME_NAMESPACE };

async function world(labels: Readonly<Record<string, string>>) {
  const time = createVirtualTime(Date.UTC(2026, 0, 5));
  const objects = createLocalObjects({ clock: time.clock, random: seededRandom(1) });
  const apiVersion = 'dungeonmaster.dev/v1alpha1';
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: HOME_NAMESPACE } } as const;
  await objects.apply('Namespace', namespace, options);
  const spec = { repository, path: 'dungeonmaster.yaml' };
  const application = { apiVersion, kind: 'Application', metadata: { ...home, name: shop, labels }, spec } as const;
  await objects.apply('Application', application, options);
  for (const [name, owner] of [
    ['shop-pr-1', shop],
    ['blog-pr-1', blog],
  ] as const) {
    await objects.apply('Environment', preview(name, owner), options);
  }
  return { time, objects };
}

const preview = (name: string, application: ApplicationName): Environment => ({
  apiVersion: 'dungeonmaster.dev/v1alpha1',
  kind: 'Environment',
  metadata: { ...home, name: environmentName.parse(name) },
  spec: {
    application,
    repository,
    pullRequest: {
      number: 1,
      head: 'a'.repeat(40) as never,
      fork: false,
      updatedAt: '2026-01-05T00:00:00Z',
    },
    rulesVersion: 1,
  },
});

const namesOf = async (objects: Objects) => [
  ...(await objects.list('Application', home)).items.map((one) => one.metadata.name),
  ...(await objects.list('Environment', home)).items.map((one) => one.metadata.name),
];

/** A server that gives no answer so many times. */
function away(objects: Objects, times: number): Objects {
  let left = times;
  const get: Objects['get'] = async (kind, key) => {
    if (left-- > 0) throw new ObjectsError('Unavailable', 'no answer');
    return objects.get(kind, key);
  };
  return new Proxy(objects, {
    get: (target, name) => (name === 'get' ? get : Reflect.get(target, name).bind(target)),
  });
}

test('the example goes with its environments, and nobody else', async () => {
  const { time, objects } = await world(EXAMPLE_LABELS);
  const removed = removeExample(objects, shop, time);
  await time.advance(1_000);
  await removed;
  assert.deepEqual(await namesOf(objects), ['blog-pr-1']);
});

test('an environment of a run that was killed waits for no GitHub', async () => {
  const { time, objects } = await world(EXAMPLE_LABELS);
  const { metadata, ...rest } = preview('shop-pr-1', shop);
  const reported = { ...rest, metadata: { ...metadata, finalizers: [REPORT_FINALIZER] } };
  await objects.apply('Environment', reported, options);
  const removed = removeExample(objects, shop, time);
  await time.advance(2_000);
  await removed;
  assert.deepEqual(await namesOf(objects), ['blog-pr-1']);
});

test('a server that is away for a while is asked again', async () => {
  const { time, objects } = await world(EXAMPLE_LABELS);
  const removed = removeExample(away(objects, 20), shop, time);
  await time.advance(60_000);
  await removed;
  assert.deepEqual(await namesOf(objects), ['blog-pr-1']);
});

test('what could not be taken away is told after two minutes', async () => {
  const { time, objects } = await world(EXAMPLE_LABELS);
  const removed = removeExample(away(objects, Infinity), shop, time);
  const told = assert.rejects(removed, { code: 'NotGone', message: /still in the cluster: no answer/ });
  await time.advance(130_000);
  await told;
});

test('the example alone does not keep the example out', async () => {
  const { objects } = await world(EXAMPLE_LABELS);
  await refuseApplications(objects);
});

test("an application of somebody's own does", async () => {
  const { objects } = await world({});
  await assert.rejects(refuseApplications(objects), { code: 'NotTheExample', message: /: shop$/ });
});

const notServed = async (): Promise<never> => {
  throw new ObjectsError('Invalid', '404 page not found');
};

test('a server that knows no applications has none', async () => {
  await refuseApplications({ list: notServed, get: notServed });
});
