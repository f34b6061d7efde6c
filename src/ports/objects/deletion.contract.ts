import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { UseBench } from './objects.contract.ts';
import { environment, withCode } from './samples.contract.ts';

const mine = { fieldManager: 'contract' };
const HOLD = 'contract.test/hold';
const ALSO = 'contract.test/also';

/** Deletion and finalizers (Kubernetes documentation, "Finalizers"). */
export function deletionContract(use: UseBench): void {
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

  test('the beginning of a held deletion counts as a generation, its end does not', async () => {
    const made = await make([HOLD, ALSO]);
    const before = await read(made.key);
    await remove(made);
    const held = await read(made.key);
    assert.equal(held?.metadata.generation, (before?.metadata.generation ?? 0) + 1);
    assert.equal(held.metadata.deletionGracePeriodSeconds, 0);
    await use().objects.removeFinalizer('Environment', made.key, HOLD, await versionOf(made.key));
    assert.equal((await read(made.key))?.metadata.generation, held.metadata.generation);
  });

  test('a held object can still be changed, and that counts as before', async () => {
    const made = await make([HOLD]);
    await remove(made);
    const held = await read(made.key);
    const waiting = { reason: 'ChecksPending', message: 'waiting for test' } as const;
    const change = environment(made.key, { waiting }, { finalizers: [HOLD] });
    const after = await use().objects.apply('Environment', change, mine);
    assert.equal(after.metadata.generation, (held?.metadata.generation ?? 0) + 1);
    assert.equal(after.metadata.deletionTimestamp, held?.metadata.deletionTimestamp);
  });
}
