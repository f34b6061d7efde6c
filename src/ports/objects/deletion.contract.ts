import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { UseBench } from './objects.contract.ts';
import { environment, lease, namespace, withCode } from './samples.contract.ts';
import { eventually } from './watched.contract.ts';

const mine = { fieldManager: 'contract' };
const HOLD = 'contract.test/hold';
const ALSO = 'contract.test/also';

/** Deletion, finalizers, and the end of a namespace. */
export function deletionContract(use: UseBench, { namespacesEnd }: { readonly namespacesEnd: boolean }): void {
  const place = () => ({ name: use().fresh(), namespace: use().namespace });
  const make = async (finalizers: readonly string[] = []) => {
    const key = place();
    const { metadata } = await use().objects.apply('Environment', environment(key, {}, { finalizers }), mine);
    return { key, uid: metadata.uid, version: metadata.resourceVersion };
  };
  const remove = ({ key, uid }: { key: { name: string; namespace: string }; uid: string }) =>
    use().objects.delete('Environment', key, { ifUid: uid });
  const read = (key: { name: string; namespace: string }) => use().objects.get('Environment', key);
  const versionOf = async (key: { name: string; namespace: string }) => ({
    ifVersion: (await read(key))?.metadata.resourceVersion ?? 'gone',
  });

  test('a deleted object is gone', async () => {
    const made = await make();
    await remove(made);
    assert.equal(await read(made.key), undefined);
  });

  test('deleting what is gone already is no error', async () => {
    const made = await make();
    await remove(made);
    await remove(made);
    await use().objects.delete('Environment', place(), { ifUid: made.uid });
  });

  test('an object of the same name that came later is not deleted: Conflict', async () => {
    const first = await make();
    await remove(first);
    const second = await use().objects.apply('Environment', environment(first.key), mine);
    assert.notEqual(second.metadata.uid, first.uid);
    await assert.rejects(remove(first), withCode('Conflict'));
    assert.deepEqual(await read(first.key), second);
  });

  test('a delete with a version that no longer stands is a Conflict', async () => {
    const { key, uid, version } = await make();
    const after = await use().objects.apply('Environment', environment(key, {}, { labels: { a: '1' } }), mine);
    const at = (ifVersion: string) => use().objects.delete('Environment', key, { ifUid: uid, ifVersion });
    await assert.rejects(at(version), withCode('Conflict'));
    assert.ok(await read(key), 'it must still be there');
    await at(after.metadata.resourceVersion);
    assert.equal(await read(key), undefined);
  });

  test('a finalizer holds a deleted object back until it is removed', async () => {
    const made = await make([HOLD]);
    await remove(made);
    const held = await read(made.key);
    assert.ok(held?.metadata.deletionTimestamp, 'it must be held, with its deletionTimestamp');
    await use().objects.removeFinalizer('Environment', made.key, HOLD, await versionOf(made.key));
    assert.equal(await read(made.key), undefined);
  });

  test('each of two finalizers holds', async () => {
    const made = await make([HOLD, ALSO]);
    await remove(made);
    await use().objects.removeFinalizer('Environment', made.key, HOLD, await versionOf(made.key));
    assert.deepEqual((await read(made.key))?.metadata.finalizers, [ALSO]);
    await use().objects.removeFinalizer('Environment', made.key, ALSO, await versionOf(made.key));
    assert.equal(await read(made.key), undefined);
  });

  test('deleting a held object again changes nothing', async () => {
    const made = await make([HOLD]);
    await remove(made);
    const held = await read(made.key);
    await remove(made);
    assert.deepEqual(await read(made.key), held);
  });

  test('a held object still takes a status, and is no longer absent', async () => {
    const made = await make([HOLD]);
    await remove(made);
    const url = 'http://shop.localhost';
    const after = await use().objects.putStatus('Environment', made.key, { url }, await versionOf(made.key));
    assert.equal(after.status?.url, url);
    const again = use().objects.apply('Environment', environment(made.key), { ...mine, ifVersion: 'absent' });
    await assert.rejects(again, withCode('Conflict'));
  });

  test('a deleted object takes no new finalizer: Invalid', async () => {
    const made = await make([HOLD]);
    await remove(made);
    const late = environment(made.key, {}, { finalizers: [HOLD, ALSO] });
    await assert.rejects(use().objects.apply('Environment', late, mine), withCode('Invalid'));
    assert.deepEqual((await read(made.key))?.metadata.finalizers, [HOLD]);
  });

  test('a held object goes when an apply leaves its last finalizer out', async () => {
    const made = await make([HOLD]);
    await remove(made);
    await use().objects.apply('Environment', environment(made.key), mine);
    assert.equal(await read(made.key), undefined);
  });

  test('removing a finalizer from what is not deleted leaves it there', async () => {
    const { key, version } = await make([HOLD]);
    await use().objects.removeFinalizer('Environment', key, HOLD, { ifVersion: version });
    const after = await read(key);
    assert.equal(after?.metadata.finalizers, undefined);
    assert.equal(after?.metadata.deletionTimestamp, undefined);
  });

  test('removing a finalizer that is not there changes nothing', async () => {
    const { key, version } = await make([HOLD]);
    await use().objects.removeFinalizer('Environment', key, ALSO, { ifVersion: version });
    assert.equal((await read(key))?.metadata.resourceVersion, version);
  });

  test('removing a finalizer: Conflict on an old version, NotFound when there is no object', async () => {
    const { key, version } = await make([HOLD]);
    await use().objects.apply('Environment', environment(key, {}, { finalizers: [HOLD], labels: { a: '1' } }), mine);
    const old = use().objects.removeFinalizer('Environment', key, HOLD, { ifVersion: version });
    await assert.rejects(old, withCode('Conflict'));
    const nowhere = use().objects.removeFinalizer('Environment', place(), HOLD, { ifVersion: version });
    await assert.rejects(nowhere, withCode('NotFound'));
  });

  test('a new namespace is active', { skip: !namespacesEnd }, async () => {
    const found = await use().objects.get('Namespace', { name: use().namespace });
    assert.equal(found?.status?.phase, 'Active');
  });

  test('a deleted namespace takes everything with it', { skip: !namespacesEnd }, async () => {
    const { objects, fresh } = use();
    const name = fresh();
    const { metadata } = await objects.apply('Namespace', namespace(name), mine);
    await objects.apply('Lease', lease({ name: 'one', namespace: name }), mine);
    await objects.apply('Environment', environment({ name: 'two', namespace: name }), mine);
    await objects.delete('Namespace', { name }, { ifUid: metadata.uid });
    await eventually('the namespace to go', async () =>
      (await objects.get('Namespace', { name })) ? undefined : true,
    );
    assert.deepEqual((await objects.list('Lease', { namespace: name })).items, []);
    assert.deepEqual((await objects.list('Environment', { namespace: name })).items, []);
  });

  test(
    'a namespace is terminating while something holds, and takes nothing new',
    { skip: !namespacesEnd },
    async () => {
      const { objects, fresh } = use();
      const name = fresh();
      const held = { name: 'held', namespace: name };
      const { metadata } = await objects.apply('Namespace', namespace(name), mine);
      await objects.apply('Lease', lease(held, 'us', { finalizers: [HOLD] }), mine);
      await objects.delete('Namespace', { name }, { ifUid: metadata.uid });
      const lost = await eventually('the lease to be deleted', async () => {
        const found = await objects.get('Lease', held);
        return found?.metadata.deletionTimestamp ? found : undefined;
      });
      const terminating = await objects.get('Namespace', { name });
      assert.equal(terminating?.status?.phase, 'Terminating');
      const late = objects.apply('Lease', lease({ name: 'late', namespace: name }), mine);
      await assert.rejects(late, withCode('Forbidden'));
      await objects.apply('Lease', lease(held, 'them', { finalizers: [HOLD] }), mine);

      const ifVersion = (await objects.get('Lease', held))?.metadata.resourceVersion ?? lost.metadata.resourceVersion;
      await objects.removeFinalizer('Lease', held, HOLD, { ifVersion });
      await eventually('the namespace to go', async () =>
        (await objects.get('Namespace', { name })) ? undefined : true,
      );
    },
  );
}
