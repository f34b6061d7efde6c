import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { UseBench } from './objects.contract.ts';
import { lease, namespace, withCode } from './samples.contract.ts';
import { eventually } from './watched.contract.ts';

const mine = { fieldManager: 'contract' };
const HOLD = 'contract.test/hold';

/** What an API server itself does about namespaces (Kubernetes documentation, "Namespaces"). */
export function namespaceContract(use: UseBench): void {
  test('a new namespace is active, and is held by its content', async () => {
    const name = use().namespace;
    const found = await use().objects.get('Namespace', { name });
    assert.equal(found?.status?.phase, 'Active');
    assert.deepEqual(found.spec?.finalizers, ['kubernetes']);
    assert.equal(found.metadata.labels?.['kubernetes.io/metadata.name'], name);
  });

  test('an apply takes neither its name label nor its finalizer from a namespace', async () => {
    const { objects, fresh } = use();
    const name = fresh();
    await objects.apply('Namespace', namespace(name, { a: '1' }), mine);
    const bare = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } as const;
    const after = await objects.apply('Namespace', bare, mine);
    assert.deepEqual(after.metadata.labels, { 'kubernetes.io/metadata.name': name });
    assert.deepEqual(after.spec?.finalizers, ['kubernetes']);
    await objects.delete('Namespace', { name }, { ifUid: after.metadata.uid });
  });

  test('a namespace that is being deleted takes nothing new; what is in it is still written', async () => {
    const { name, held } = await makeHeld(use);
    const { objects } = use();
    assert.equal((await objects.get('Namespace', { name }))?.status?.phase, 'Terminating');
    const late = objects.apply('Lease', lease({ name: 'late', namespace: name }), mine);
    await assert.rejects(late, (error: Error) => {
      assert.match(error.message, new RegExp(`unable to create new content in namespace ${name}`));
      return withCode('Forbidden')(error);
    });
    const after = await objects.apply('Lease', lease(held, 'them', { finalizers: [HOLD] }), mine);
    assert.equal(after.spec.holderIdentity, 'them');
    await release(use, held);
  });
}

/** What kube-controller-manager does about them, some time later. */
export function namespaceControllerContract(use: UseBench): void {
  const gone = (name: string) =>
    eventually(`the namespace ${name} to go`, async () =>
      (await use().objects.get('Namespace', { name })) ? undefined : true,
    );

  test('a deleted namespace takes everything with it', async () => {
    const { objects, fresh } = use();
    const name = fresh();
    const { metadata } = await objects.apply('Namespace', namespace(name), mine);
    for (const one of ['one', 'two']) await objects.apply('Lease', lease({ name: one, namespace: name }), mine);
    await objects.delete('Namespace', { name }, { ifUid: metadata.uid });
    await gone(name);
    assert.deepEqual((await objects.list('Lease', { namespace: name })).items, []);
  });

  test('a namespace that is held says by what: the kind, and the finalizer', async () => {
    const { name, held } = await makeHeld(use);
    const conditions = await eventually('the conditions of the namespace', async () => {
      const found = await use().objects.get('Namespace', { name });
      const all = found?.status?.conditions ?? [];
      return all.some(({ type, status }) => type === 'NamespaceFinalizersRemaining' && status === 'True')
        ? all
        : undefined;
    });
    const words = conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`);
    assert.deepEqual(words.toSorted(), [
      'NamespaceContentRemaining True SomeResourcesRemain',
      'NamespaceDeletionContentFailure False ContentDeleted',
      'NamespaceDeletionDiscoveryFailure False ResourcesDiscovered',
      'NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions',
      'NamespaceFinalizersRemaining True SomeFinalizersRemain',
    ]);
    const messages = new Map(conditions.map(({ type, message }) => [type, message]));
    assert.equal(
      messages.get('NamespaceContentRemaining'),
      'Some resources are remaining: leases.coordination.k8s.io has 1 resource instances',
    );
    assert.equal(
      messages.get('NamespaceFinalizersRemaining'),
      `Some content in the namespace has finalizers remaining: ${HOLD} in 1 resource instances`,
    );
    await release(use, held);
    await gone(name);
  });
}

/** A namespace that is being deleted, with one object in it that a finalizer holds. */
async function makeHeld(use: UseBench) {
  const { objects, fresh } = use();
  const name = fresh();
  const held = { name: 'held', namespace: name };
  const { metadata } = await objects.apply('Namespace', namespace(name), mine);
  await objects.apply('Lease', lease(held, 'us', { finalizers: [HOLD] }), mine);
  await objects.delete('Namespace', { name }, { ifUid: metadata.uid });
  return { name, held };
}

/** Deletes what is held, where no controller did, and lets it go. */
async function release(use: UseBench, held: { readonly name: string; readonly namespace: string }): Promise<void> {
  const { objects } = use();
  await eventually('the held object to be let go', async () => {
    const found = await objects.get('Lease', held);
    if (!found) return true;
    await objects.delete('Lease', held, { ifUid: found.metadata.uid });
    const ifVersion = (await objects.get('Lease', held))?.metadata.resourceVersion ?? 'gone';
    await objects.removeFinalizer('Lease', held, HOLD, { ifVersion });
    return true;
  });
}
