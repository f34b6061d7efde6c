import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { seededRandom } from '#lib/random.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { deployment, lease, namespace, service } from '#ports/objects/samples.contract.ts';
import type { Applied } from '#ports/objects/objects.ts';
import { createLocalObjects } from './objects.ts';

const objects = createLocalObjects({ clock: { now: () => 0 }, random: seededRandom(1) });
const key = { name: 'a', namespace: HOME_NAMESPACE };
const by = { fieldManager: 'test' };
const slice = (labels: Record<string, string>): Applied<'EndpointSlice'> => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { ...key, labels },
  addressType: 'IPv4',
  endpoints: [],
  ports: [],
});
const withMetadata = (metadata: object): Applied<'Deployment'> => {
  const bare = deployment(key);
  return { ...bare, metadata: { ...bare.metadata, ...metadata } };
};

const cases: Record<string, { writes: readonly (() => Promise<unknown>)[]; generations: readonly unknown[] }> = {
  'a Deployment counts its spec and its annotations, not its labels': {
    writes: [
      () => objects.apply('Deployment', withMetadata({}), by),
      () => objects.apply('Deployment', withMetadata({ labels: { a: '1' } }), by),
      () => objects.apply('Deployment', withMetadata({ labels: { a: '1' }, annotations: { b: '1' } }), by),
    ],
    generations: [1, 1, 2],
  },
  'an EndpointSlice counts its labels': {
    writes: [
      () => objects.apply('EndpointSlice', slice({ a: '1' }), by),
      () => objects.apply('EndpointSlice', slice({ a: '2' }), by),
    ],
    generations: [1, 2],
  },
  'Namespaces, Services and Leases count nothing': {
    writes: [
      () => objects.apply('Namespace', namespace('other'), by),
      () => objects.apply('Service', service(key, { 80: 'http' }), by),
      () => objects.apply('Lease', lease(key), by),
    ],
    generations: [undefined, undefined, undefined],
  },
};

for (const [sentence, { writes, generations }] of Object.entries(cases)) {
  test(sentence, async () => {
    const found: unknown[] = [];
    for (const write of writes) {
      const { metadata } = (await write()) as { metadata: { generation?: number } };
      found.push(metadata.generation);
    }
    assert.deepEqual(found, generations);
  });
}
