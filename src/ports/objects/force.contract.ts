import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { UseBench } from './objects.contract.ts';
import { containers, deployment, lease, withCode } from './samples.contract.ts';

const mine = { fieldManager: 'contract' };
const theirs = { fieldManager: 'contract-other' };
const gently = { ...theirs, force: false };

/** A container whose image and variable are of one manager's making. */
const web = (value: string) => ({ name: 'web', image: `local/${value}`, env: [{ name: 'A', value }] });

/** An apply without force does not take what others own (Kubernetes documentation, "Server-Side Apply", "Conflicts"). */
export function forceContract(use: UseBench): void {
  const place = () => ({ name: use().fresh(), namespace: use().namespace });

  test('without force, what another manager wants otherwise is a Conflict that names it and the field', async () => {
    const { objects } = use();
    const key = place();
    const made = await objects.apply('Lease', lease(key, 'us'), mine);
    const late = objects.apply('Lease', lease(key, 'them'), gently);
    await assert.rejects(late, (error: Error) => {
      assert.match(error.message, /conflict with "contract".*: \.spec\.holderIdentity/);
      return withCode('Conflict')(error);
    });
    assert.deepEqual(await objects.get('Lease', key), made);
  });

  test('every field that is in the way is named, items of lists by their keys', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Deployment', deployment(key, web('ours')), mine);
    await assert.rejects(objects.apply('Deployment', containers(key, web('theirs')), gently), (error: Error) => {
      assert.match(error.message, /2 conflicts: conflicts with "contract"/);
      assert.match(error.message, /- \.spec\.template\.spec\.containers\[name="web"\]\.image/);
      assert.match(error.message, /- \.spec\.template\.spec\.containers\[name="web"\]\.env\[name="A"\]\.value/);
      return true;
    });
  });

  test('without force, what is nobody else’s or the same is applied', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Lease', lease(key, 'us', { labels: { a: '1' } }), mine);
    const after = await objects.apply('Lease', lease(key, 'us', { labels: { b: '2' } }), gently);
    assert.deepEqual(after.metadata.labels, { a: '1', b: '2' });
  });

  test('without force, a manager changes what it owns alone, and not what it shares', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Lease', lease(key, 'us', { labels: { a: '1' } }), mine);
    await objects.apply('Lease', lease(key, 'us', { labels: { b: '2' } }), gently);
    const after = await objects.apply('Lease', lease(key, 'us', { labels: { b: '3' } }), gently);
    assert.deepEqual(after.metadata.labels, { a: '1', b: '3' });
    await assert.rejects(objects.apply('Lease', lease(key, 'them'), gently), withCode('Conflict'));
  });
}
