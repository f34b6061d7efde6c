import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ABSENT, ifUnchanged } from './objects.ts';
import type { UseBench } from './objects.contract.ts';
import { environment, lease, revision, withCode } from './samples.contract.ts';

const mine = { fieldManager: 'contract' };
const theirs = { fieldManager: 'contract-other' };
const waiting = { reason: 'ChecksPending', message: 'waiting for test' } as const;

/** Reading, and apply with its ownership and preconditions. */
export function writeContract(use: UseBench): void {
  const place = () => ({ name: use().fresh(), namespace: use().namespace });
  const apply = (...args: Parameters<typeof environment>) =>
    use().objects.apply('Environment', environment(...args), mine);

  test('a new object gets the fields of the server', async () => {
    const key = place();
    const { metadata } = await apply(key);
    assert.equal(metadata.namespace, key.namespace);
    assert.match(metadata.uid, /^[0-9a-f-]{36}$/);
    assert.notEqual(metadata.resourceVersion, '');
    assert.equal(metadata.generation, 1);
    assert.ok(Date.parse(metadata.creationTimestamp) > 0, metadata.creationTimestamp);
    assert.equal(metadata.deletionTimestamp, undefined);
  });

  test('what was applied can be read, one and all', async () => {
    const key = place();
    const made = await apply(key);
    const got = await use().objects.get('Environment', key);
    const { items, resourceVersion } = await use().objects.list('Environment', { namespace: key.namespace });
    const listed = items.find(({ metadata }) => metadata.name === key.name);
    assert.deepEqual(got, made);
    assert.deepEqual(listed, made);
    assert.notEqual(resourceVersion, '');
  });

  test('what does not exist is read as undefined, also in a namespace that does not exist', async () => {
    assert.equal(await use().objects.get('Environment', place()), undefined);
    const elsewhere = { name: 'nothing', namespace: use().fresh() };
    assert.equal(await use().objects.get('Environment', elsewhere), undefined);
    assert.deepEqual((await use().objects.list('Environment', { namespace: elsewhere.namespace })).items, []);
  });

  test('a list keeps to the labels that were asked for', async () => {
    const [red, blue] = [place(), place()];
    await apply(red, {}, { labels: { colour: red.name, size: 'big' } });
    await apply(blue, {}, { labels: { colour: blue.name, size: 'big' } });
    const labels = { colour: red.name, size: 'big' };
    const { items } = await use().objects.list('Environment', { labels });
    assert.deepEqual(
      items.map(({ metadata }) => metadata.name),
      [red.name],
    );
  });

  test('an apply that changes nothing keeps the resourceVersion', async () => {
    const key = place();
    const made = await apply(key, { waiting }, { labels: { a: 'b' } });
    const again = await apply(key, { waiting }, { labels: { a: 'b' } });
    assert.equal(again.metadata.resourceVersion, made.metadata.resourceVersion);
    assert.deepEqual(again, made);
  });

  test('the generation counts changes of the spec, not of labels', async () => {
    const key = place();
    const first = await apply(key);
    const labelled = await apply(key, {}, { labels: { a: 'b' } });
    const changed = await apply(key, { waiting }, { labels: { a: 'b' } });
    assert.deepEqual(
      [first, labelled, changed].map(({ metadata }) => metadata.generation),
      [1, 1, 2],
    );
    assert.equal(new Set([first, labelled, changed].map(({ metadata }) => metadata.resourceVersion)).size, 3);
    assert.equal(changed.metadata.uid, first.metadata.uid);
  });

  test('what a manager leaves out is removed', async () => {
    const key = place();
    await apply(key, { waiting }, { labels: { a: '1', b: '2' }, annotations: { note: 'x' } });
    const after = await apply(key, {}, { labels: { a: '1' } });
    assert.equal(after.spec.waiting, undefined);
    assert.deepEqual(after.metadata.labels, { a: '1' });
    assert.equal(after.metadata.annotations, undefined);
  });

  test('what another manager applied stays', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Lease', lease(key, 'us', { labels: { a: '1' } }), mine);
    const { spec: _spec, ...labelsOnly } = lease(key, 'us', { labels: { b: '2' } });
    await objects.apply('Lease', { ...labelsOnly, spec: { leaseDurationSeconds: 9 } }, theirs);
    const after = await objects.apply('Lease', lease(key, 'us'), mine);
    assert.deepEqual(after.metadata.labels, { b: '2' });
    assert.deepEqual(after.spec, { holderIdentity: 'us', leaseDurationSeconds: 9 });
  });

  test('what two managers applied stays until both leave it out', async () => {
    const { objects } = use();
    const key = place();
    const shared = { labels: { shared: 'yes' } };
    await objects.apply('Lease', lease(key, 'us', shared), mine);
    await objects.apply('Lease', lease(key, 'us', shared), theirs);
    const one = await objects.apply('Lease', lease(key, 'us'), mine);
    const none = await objects.apply('Lease', lease(key, 'us'), theirs);
    assert.deepEqual(one.metadata.labels, { shared: 'yes' });
    assert.equal(none.metadata.labels, undefined);
  });

  test('a field that another manager took over is not ours to remove', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Lease', lease(key, 'us', { labels: { owner: 'us' } }), mine);
    await objects.apply('Lease', lease(key, 'us', { labels: { owner: 'them' } }), theirs);
    const after = await objects.apply('Lease', lease(key, 'us'), mine);
    assert.deepEqual(after.metadata.labels, { owner: 'them' });
  });

  test('a field that was taken over goes when the one who took it leaves it out', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Lease', lease(key, 'us', { labels: { owner: 'us' } }), mine);
    await objects.apply('Lease', lease(key, 'us', { labels: { owner: 'them' } }), theirs);
    const after = await objects.apply('Lease', lease(key, 'us'), theirs);
    assert.equal(after.metadata.labels, undefined);
  });

  test('a list is replaced as a whole', async () => {
    const key = place();
    await apply(key, { revision: revision(['node', 'a.js', '--all']) });
    const after = await apply(key, { revision: revision(['node', 'b.js']) });
    assert.deepEqual(after.spec.revision?.workload.command, ['node', 'b.js']);
  });

  test('finalizers of two managers are one set', async () => {
    const { objects } = use();
    const key = place();
    await objects.apply('Lease', lease(key, 'us', { finalizers: ['contract.test/a', 'contract.test/b'] }), mine);
    await objects.apply('Lease', lease(key, 'us', { finalizers: ['contract.test/b', 'contract.test/c'] }), theirs);
    const after = await objects.apply('Lease', lease(key, 'us', { finalizers: ['contract.test/a'] }), mine);
    assert.deepEqual(after.metadata.finalizers?.toSorted(), ['contract.test/a', 'contract.test/b', 'contract.test/c']);
    const empty = await objects.apply('Lease', lease(key, 'us'), theirs);
    assert.deepEqual(empty.metadata.finalizers, ['contract.test/a']);
    const none = await objects.apply('Lease', lease(key, 'us'), mine);
    assert.equal(none.metadata.finalizers, undefined);
  });

  test('ifVersion: the version that stands is accepted, another is a Conflict and changes nothing', async () => {
    const { objects } = use();
    const key = place();
    const first = await objects.apply('Lease', lease(key, 'a'), mine);
    const second = await objects.apply('Lease', lease(key, 'b'), { ...mine, ...ifUnchanged(first) });
    const late = objects.apply('Lease', lease(key, 'c'), { ...mine, ...ifUnchanged(first) });
    await assert.rejects(late, withCode('Conflict'));
    assert.deepEqual(await objects.get('Lease', key), second);
  });

  test('ifVersion of an object that is gone is a Conflict', async () => {
    const { objects } = use();
    const key = place();
    const made = await objects.apply('Lease', lease(key), mine);
    await objects.delete('Lease', key, { ifUid: made.metadata.uid });
    const late = objects.apply('Lease', lease(key), { ...mine, ...ifUnchanged(made) });
    await assert.rejects(late, withCode('Conflict'));
    assert.equal(await objects.get('Lease', key), undefined);
  });

  test('what was read of an object is no condition for another one of its name: Conflict', async () => {
    const { objects } = use();
    const key = place();
    const first = await objects.apply('Lease', lease(key), mine);
    await objects.delete('Lease', key, { ifUid: first.metadata.uid });
    const second = await objects.apply('Lease', lease(key), mine);
    const late = objects.apply('Lease', lease(key, 'b'), { ...mine, ...ifUnchanged(first) });
    await assert.rejects(late, withCode('Conflict'));
    assert.deepEqual(await objects.get('Lease', key), second);
  });

  test('absent: what does not exist is made, what exists is a Conflict', async () => {
    const { objects } = use();
    const key = place();
    const made = await objects.apply('Lease', lease(key, 'a'), { ...mine, ifVersion: ABSENT });
    const again = objects.apply('Lease', lease(key, 'b'), { ...mine, ifVersion: ABSENT });
    await assert.rejects(again, withCode('Conflict'));
    assert.deepEqual(await objects.get('Lease', key), made);
  });

  test('of two that write on the same version, one is refused', async () => {
    const { objects } = use();
    const key = place();
    const made = await objects.apply('Lease', lease(key, 'a'), mine);
    const write = (holder: string) => objects.apply('Lease', lease(key, holder), { ...mine, ...ifUnchanged(made) });
    const results = await Promise.allSettled([write('b'), write('c')]);
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  });

  test('a missing namespace is NotFound', async () => {
    const lost = { name: 'lost', namespace: use().fresh() };
    await assert.rejects(use().objects.apply('Lease', lease(lost), mine), withCode('NotFound'));
  });

  test('changing what was returned does not change what is stored', async () => {
    const { objects } = use();
    const key = place();
    const sent = { ...environment(key, {}, { labels: { a: '1' } }) };
    const made = await objects.apply('Environment', sent, mine);
    spoil(made);
    spoil(await objects.get('Environment', key));
    spoil((await objects.list('Environment', { namespace: key.namespace })).items.at(0));
    spoil(sent);
    const after = await objects.get('Environment', key);
    assert.equal(after?.spec.rulesVersion, 1);
    assert.deepEqual(after?.metadata.labels, { a: '1' });
  });
}

/** Tries to change an object; a frozen one refuses. */
function spoil(object: unknown): void {
  const open = object as { spec: { rulesVersion: number }; metadata: { labels: Record<string, string> } };
  for (const change of [() => (open.spec.rulesVersion = 99), () => (open.metadata.labels['a'] = 'spoilt')]) {
    try {
      change();
    } catch (error) {
      assert.ok(error instanceof TypeError, String(error));
    }
  }
}
