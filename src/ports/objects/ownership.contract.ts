import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Deployment } from '#model/kubernetes/workload.ts';
import type { UseBench } from './objects.contract.ts';
import { containers, deployment, environment, lease, revision, service } from './samples.contract.ts';
import { UPDATER } from './objects.ts';

const mine = { fieldManager: 'contract' };
const theirs = { fieldManager: 'contract-other' };

type Env = NonNullable<Deployment['spec']['template']['spec']['containers'][number]['env']>;

/** Containers by name with their variables: `web: A=1 B=2`. */
const textOf = ({ spec }: Deployment): readonly string[] =>
  spec.template.spec.containers.map(({ name, env = [] }) =>
    [`${name}:`, ...env.map((one) => (one.value === undefined ? one.name : `${one.name}=${one.value}`))].join(' '),
  );
const variables = (text: string): Env =>
  text.split(' ').map((word) => {
    const [name = '', value] = word.split('=');
    return { name, ...(value !== undefined && { value }) } as Env[number];
  });
const web = (text: string) => ({ name: 'web', env: variables(text) });

/**
 * Who owns which items of a list, and who owns what at all (Kubernetes documentation, "Server-Side Apply"; its OpenAPI
 * description says which list has which keys).
 */
export function ownershipContract(use: UseBench): void {
  const place = () => ({ name: use().fresh(), namespace: use().namespace });

  const histories: Record<string, { first: string; other: string; again: string; containers: readonly string[] }> = {
    'variables of two managers are one list': {
      first: 'A=1',
      other: 'X=1',
      again: 'A=1',
      containers: ['web: A=1 X=1'],
    },
    'a variable that its manager leaves out goes, those of another stay': {
      first: 'A=1 B=1',
      other: 'X=1',
      again: 'A=1',
      containers: ['web: A=1 X=1'],
    },
    'a variable that both applied stays until both leave it out': {
      first: 'A=1 B=1',
      other: 'B=1',
      again: 'A=1',
      containers: ['web: A=1 B=1'],
    },
    'of a variable that another manager only names, our value goes': {
      first: 'A=1 B=1',
      other: 'B',
      again: 'A=1',
      containers: ['web: A=1 B'],
    },
    'a value that another manager took over is not ours to remove': {
      first: 'A=1 B=1',
      other: 'B=2',
      again: 'A=1',
      containers: ['web: A=1 B=2'],
    },
    'what is applied has its own order, what others have stays behind what it stood behind': {
      first: 'A=1 B=1',
      other: 'X=1',
      again: 'B=1 A=1',
      containers: ['web: B=1 X=1 A=1'],
    },
    'a new variable comes where it was sent': {
      first: 'A=1 C=1',
      other: 'X=1',
      again: 'A=1 B=1 C=1',
      containers: ['web: A=1 B=1 C=1 X=1'],
    },
  };
  for (const [sentence, { first, other, again, containers: wanted }] of Object.entries(histories)) {
    test(sentence, async () => {
      const { objects } = use();
      const key = place();
      await objects.apply('Deployment', deployment(key, web(first)), mine);
      await objects.apply('Deployment', containers(key, web(other)), theirs);
      const after = await objects.apply('Deployment', deployment(key, web(again)), mine);
      assert.deepEqual(textOf(after), wanted);
    });
  }

  test('a container of another manager stays, also when ours changes', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Deployment', deployment(key, web('A=1')), mine);
    await objects.apply('Deployment', containers(key, { name: 'sidecar', image: 'local/proxy' }), theirs);
    const after = await objects.apply('Deployment', deployment(key, web('A=2')), mine);
    assert.deepEqual(textOf(after), ['web: A=2', 'sidecar:']);
    const without = await objects.apply('Deployment', containers(key), theirs);
    assert.deepEqual(textOf(without), ['web: A=2']);
  });

  test('a command is one value: who sets it owns all of it', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Deployment', deployment(key, { command: ['node', 'a.js'] }), mine);
    await objects.apply('Deployment', containers(key, { name: 'web', command: ['sh'] }), theirs);
    const after = await objects.apply('Deployment', deployment(key), mine);
    assert.deepEqual(after.spec.template.spec.containers[0]?.command, ['sh']);
  });

  test('ports of a Service are told apart by their number', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Service', service(key, { 80: 'http' }), mine);
    await objects.apply('Service', { ...service(key, { 81: 'admin' }) }, theirs);
    const after = await objects.apply('Service', service(key, { 80: 3000 }), mine);
    assert.deepEqual(
      after.spec.ports.map(({ port, targetPort }) => `${port} ${targetPort}`),
      ['80 3000', '81 admin'],
    );
  });

  test('a selector is one value', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Service', service(key, { 80: 'http' }, { app: 'web', tier: 'front' }), mine);
    const after = await objects.apply('Service', service(key, { 80: 'http' }, { app: 'other' }), theirs);
    assert.deepEqual(after.spec.selector, { app: 'other' });
  });

  test('a revision is one value: nothing of one manager’s is left in another’s', async () => {
    const { objects } = use();
    const key = place();
    const first = environment(key, { revision: revision(['node', 'a.js']) });
    await objects.apply('Environment', first, mine);
    const { command: _command, ...workload } = revision([]).workload;
    const second = environment(key, { revision: { ...revision([]), workload } });
    const after = await objects.apply('Environment', second, theirs);
    assert.deepEqual(after.spec.revision?.workload, workload);
  });

  test('labels that are all gone are no labels', async () => {
    const key = place();
    const made = await use().objects.apply('Lease', lease(key, 'us', { labels: {}, finalizers: [] }), mine);
    assert.equal(made.metadata.labels, undefined);
    assert.equal(made.metadata.finalizers, undefined);
  });

  test('owners are told apart by their uid', async () => {
    const { objects } = use();
    const [key, ...owners] = [place(), place(), place()];
    const references = await Promise.all(
      owners.map(async (owner) => {
        const { metadata } = await objects.apply('Lease', lease(owner), mine);
        return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: owner.name, uid: metadata.uid };
      }),
    );
    await objects.apply('Lease', lease(key, 'us', { ownerReferences: references.slice(0, 1) }), mine);
    const both = await objects.apply('Lease', lease(key, 'us', { ownerReferences: references.slice(1) }), theirs);
    assert.deepEqual(both.metadata.ownerReferences, references);
    const left = await objects.apply('Lease', lease(key, 'us'), mine);
    assert.deepEqual(left.metadata.ownerReferences, references.slice(1));
  });

  const entryOf = async (key: { name: string; namespace: string }, manager: string) =>
    (await use().objects.get('Lease', key))?.metadata.managedFields?.find((entry) => entry.manager === manager);

  test('the object says who applied which fields', async () => {
    const key = place();
    const sent = lease(key, 'us', { labels: { a: '1' }, finalizers: ['contract.test/hold'] });
    const made = await use().objects.apply('Lease', sent, mine);
    const entry = await entryOf(key, 'contract');
    assert.deepEqual(
      { ...entry, time: undefined },
      {
        manager: 'contract',
        operation: 'Apply',
        apiVersion: 'coordination.k8s.io/v1',
        time: undefined,
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:finalizers': { 'v:"contract.test/hold"': {} }, 'f:labels': { 'f:a': {} } },
          'f:spec': { 'f:holderIdentity': {} },
        },
      },
    );
    const ifVersion = made.metadata.resourceVersion;
    await use().objects.removeFinalizer('Lease', key, 'contract.test/hold', { ifVersion });
    assert.deepEqual((await entryOf(key, 'contract'))?.fieldsV1, {
      'f:metadata': { 'f:labels': { 'f:a': {} } },
      'f:spec': { 'f:holderIdentity': {} },
    });
  });

  test('items of lists are owned by their keys', async () => {
    const key = place();
    const made = await use().objects.apply('Deployment', containersWithPort(key), mine);
    const entry = made.metadata.managedFields?.find(({ manager }) => manager === 'contract');
    const text = JSON.stringify(entry?.fieldsV1);
    for (const element of ['k:{"name":"web"}', 'k:{"name":"A"}', 'k:{"containerPort":3000,"protocol":"TCP"}']) {
      assert.ok(text.includes(JSON.stringify(element)), `${element} in ${text}`);
    }
  });

  test('a status is an update of its own', async () => {
    const { objects } = use();
    const key = place();
    const { metadata } = await objects.apply('Environment', environment(key), mine);
    const version = { ifVersion: metadata.resourceVersion };
    const after = await objects.putStatus('Environment', key, { url: 'http://shop.localhost' }, version);
    const entries = after.metadata.managedFields ?? [];
    const writers = entries.map(
      ({ manager, operation, subresource = '-' }) => `${manager} ${operation} ${subresource}`,
    );
    assert.deepEqual(writers, ['contract Apply -', `${UPDATER} Update status`]);
  });

  test('to apply what another manager applied is to own it as well: the object changes', async () => {
    const { objects } = use();
    const key = place();
    const made = await objects.apply('Lease', lease(key, 'us'), mine);
    const shared = await objects.apply('Lease', lease(key, 'us'), theirs);
    const again = await objects.apply('Lease', lease(key, 'us'), theirs);
    assert.notEqual(shared.metadata.resourceVersion, made.metadata.resourceVersion);
    assert.equal(again.metadata.resourceVersion, shared.metadata.resourceVersion);
    assert.deepEqual(shared.spec, made.spec);
  });
}

const containersWithPort = (key: { readonly name: string; readonly namespace: string }) =>
  deployment(key, { ...web('A=1'), ports: [{ name: 'http', containerPort: 3000 }] });
