import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { waitFor } from '#dev/processes/wait.ts';
import { addressOf } from './address.testing.ts';
import { inWords, isAbout, type Write } from './audit.testing.ts';
import type { UseBench } from './bench.testing.ts';
import { visitAllTheTime } from './visitor.testing.ts';

/** Everything of an environment that we write. */
const OURS: readonly string[] = [
  'deployments',
  'environments',
  'environments/status',
  'limitranges',
  'namespaces',
  'networkpolicies',
  'resourcequotas',
  'services',
];

/** What becomes of a namespace: filled anew, left alone, and removed. */
export function namespaceTests(bench: UseBench): void {
  const kubectl = async (...args: readonly string[]) => (await bench().cluster.kubectl(args)).trim();

  test('two replacements in a row turn no visitor away', async (context) => {
    const { first, second, third } = bench().images;
    const environment = await bench().preview('replaced');
    await environment.run({ image: first });
    await environment.available();
    const stop = visitAllTheTime(await addressOf(bench(), environment));
    for (const image of [second, third]) {
      await environment.run({ image });
      await environment.available();
    }
    const pods = async () => (await bench().ground.objects.list('Pod', { namespace: environment.name })).items;
    await waitFor('the end of all older pods', 60_000, async () => (await pods()).length === 1);
    const { answers, failures } = await stop();
    context.diagnostic([...answers].map(([answer, count]) => `${count} answers of version ${answer}`).join(', '));
    assert.deepEqual(failures, []);
    assert.deepEqual([...answers.keys()], ['1', '2', '3']);
  });

  test('a namespace that cannot end names what holds it, which only its owner takes away', async () => {
    const environment = await bench().preview('stuck');
    const { name } = environment;
    await environment.run({ image: bench().images.first });
    await environment.available();
    await bench().cluster.apply([held(name)]);
    await kubectl('delete', 'environment', name, '--namespace=dungeon-master', '--wait=false');
    const { status } = await environment.shows('its blocker', ({ status: now }) =>
      (now?.conditions ?? []).some(({ message }) => message.includes('example.test/hold')),
    );
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    assert.deepEqual(
      [ready?.reason, ready?.message],
      ['Deleting', 'its namespace is being deleted: its content has finalizers example.test/hold'],
    );
    assert.equal(await kubectl('get', 'configmap/held', `--namespace=${name}`, '--output=name'), 'configmap/held');

    const gone = { metadata: { finalizers: null } };
    await kubectl('patch', 'configmap/held', `--namespace=${name}`, '--type=merge', `--patch=${JSON.stringify(gone)}`);
    await waitFor(`${name} to be gone`, 60_000, async () => (await bench().ground.leftovers(name)).length === 0);
    const writes = bench()
      .audit.ourWrites()
      .filter((write) => isAbout(write, name));
    assert.deepEqual(writes.filter(({ verb }) => verb === 'delete').map(inWords), [
      `delete /api/v1/namespaces/${name}`,
    ]);
    assert.deepEqual([...new Set(writes.map(whatOf))].toSorted(), [...OURS].toSorted());
  });

  test('a namespace of that name that belongs to somebody else is said, and stays untouched', async () => {
    const environment = await bench().preview('taken');
    const { name } = environment;
    const theirs = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team: 'other' } } };
    await bench().cluster.apply([theirs]);
    const version = () => kubectl('get', 'namespace', name, '--output=jsonpath={.metadata.resourceVersion}');
    const before = await version();
    await environment.run({ image: bench().images.first });
    const { message } = await environment.progress('NamespaceTaken');
    assert.equal(message, `a namespace ${name} exists that is not ours: rename it or delete it`);
    await kubectl('delete', 'environment', name, '--namespace=dungeon-master', '--timeout=30s');
    assert.equal(await version(), before);
    const writes = bench()
      .audit.ourWrites()
      .filter((write) => isAbout(write, name));
    assert.deepEqual([...new Set(writes.map(whatOf))].toSorted(), ['environments', 'environments/status']);
  });
}

const whatOf = ({ objectRef }: Write): string =>
  [objectRef?.resource, objectRef?.subresource].filter((word) => word !== undefined).join('/');

const held = (namespace: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'held', namespace, finalizers: ['example.test/hold'] },
});
