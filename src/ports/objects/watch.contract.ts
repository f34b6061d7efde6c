import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { UseBench } from './objects.contract.ts';
import { lease, withCode } from './samples.contract.ts';
import { collect, eventually } from './watched.contract.ts';

const mine = { fieldManager: 'contract' };

/** Watches: nothing lost, nothing twice, in order, and what happens when too much was missed. */
export function watchContract(use: UseBench): void {
  const place = () => ({ name: use().fresh(), namespace: use().namespace });
  const now = async () => (await use().objects.list('Lease', { namespace: use().namespace })).resourceVersion;
  const hold = (key: { name: string; namespace: string }, holder: string, labels: Record<string, string> = {}) =>
    use().objects.apply('Lease', lease(key, holder, { labels }), mine);
  const remove = async (key: { name: string; namespace: string }) => {
    const found = await use().objects.get('Lease', key);
    if (found) await use().objects.delete('Lease', key, { ifUid: found.metadata.uid });
  };
  const watch = (resourceVersion: string, labels?: Record<string, string>) =>
    collect(use().objects, 'Lease', { namespace: use().namespace, resourceVersion, ...(labels && { labels }) });

  test('a watch tells of every change of an object, in order', async () => {
    const key = place();
    const watched = watch(await now());
    for (const holder of ['a', 'b', 'c']) await hold(key, holder);
    await remove(key);
    assert.deepEqual(
      await watched.until(4),
      ['ADDED', 'MODIFIED', 'MODIFIED', 'DELETED'].map((type) => `${type} ${key.name}`),
    );
    assert.deepEqual(
      watched.events.map(({ object }) => object.spec.holderIdentity),
      ['a', 'b', 'c', 'c'],
    );
    await watched.stop();
  });

  test('what changed between the list and the watch is not lost', async () => {
    const key = place();
    const version = await now();
    await hold(key, 'a');
    await remove(key);
    const watched = watch(version);
    assert.deepEqual(await watched.until(2), [`ADDED ${key.name}`, `DELETED ${key.name}`]);
    await watched.stop();
  });

  test('a watch goes on where another left off, with nothing twice', async () => {
    const [first, second] = [place(), place()];
    const before = watch(await now());
    await hold(first, 'a');
    await before.until(1);
    await before.stop();
    await hold(second, 'b');
    const after = watch(before.version());
    assert.deepEqual(await after.until(1), [`ADDED ${second.name}`]);
    await after.stop();
  });

  test('an event carries the object as it was then', async () => {
    const key = place();
    const version = await now();
    const made = await hold(key, 'a');
    const changed = await hold(key, 'b');
    const watched = watch(version);
    await watched.until(2);
    assert.deepEqual(
      watched.events.map(({ object }) => object),
      [made, changed],
    );
    await watched.stop();
  });

  test('an apply that changes nothing sends no event', async () => {
    const [key, last] = [place(), place()];
    await hold(key, 'a');
    const watched = watch(await now());
    await hold(key, 'a');
    await hold(last, 'a');
    assert.deepEqual(await watched.until(1), [`ADDED ${last.name}`]);
    await watched.stop();
  });

  test('a watch keeps to its labels: entering them is ADDED, leaving them is DELETED', async () => {
    const [key, other] = [place(), place()];
    const labels = { colour: key.name };
    const watched = watch(await now(), labels);
    await hold(other, 'x', { colour: 'other' });
    await hold(key, 'a');
    await hold(key, 'a', labels);
    await hold(key, 'b', labels);
    await hold(key, 'c');
    assert.deepEqual(
      await watched.until(3),
      ['ADDED', 'MODIFIED', 'DELETED'].map((type) => `${type} ${key.name}`),
    );
    await watched.stop();
  });

  test('a watch keeps to its namespace', async () => {
    const { objects, fresh } = use();
    const elsewhere = { name: fresh(), namespace: fresh() };
    const here = place();
    const watched = watch(await now());
    const made = await objects.apply(
      'Namespace',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: elsewhere.namespace } },
      mine,
    );
    await hold(elsewhere, 'a');
    await hold(here, 'a');
    assert.deepEqual(await watched.until(1), [`ADDED ${here.name}`]);
    await watched.stop();
    await objects.delete('Namespace', { name: elsewhere.namespace }, { ifUid: made.metadata.uid });
  });

  test('a deletion that is held is MODIFIED, then DELETED', async () => {
    const { objects } = use();
    const key = place();
    const finalizers = ['contract.test/hold'];
    await objects.apply('Lease', lease(key, 'a', { finalizers }), mine);
    const watched = watch(await now());
    await remove(key);
    const ifVersion = (await objects.get('Lease', key))?.metadata.resourceVersion ?? 'gone';
    await objects.removeFinalizer('Lease', key, 'contract.test/hold', { ifVersion });
    assert.deepEqual(await watched.until(2), [`MODIFIED ${key.name}`, `DELETED ${key.name}`]);
    await watched.stop();
  });

  test('the last event of an object has it as it was kept, under the version of its removal', async () => {
    const key = place();
    const watched = watch(await now());
    const made = await hold(key, 'a', { colour: key.name });
    await remove(key);
    await watched.until(2);
    const last = watched.events.at(-1)?.object;
    assert.notEqual(last?.metadata.resourceVersion, made.metadata.resourceVersion);
    assert.deepEqual(
      { ...last, metadata: { ...last?.metadata, resourceVersion: '' } },
      {
        ...made,
        metadata: { ...made.metadata, resourceVersion: '' },
      },
    );
    await watched.stop();
  });

  test('a watch that asks for them first sends the objects there are, then a bookmark, then changes', async () => {
    const { objects, namespace } = use();
    const [first, second, later] = [place(), place(), place()];
    const labels = { colour: first.name };
    const made = [await hold(first, 'a', labels), await hold(second, 'b', labels)];
    const watched = collect(objects, 'Lease', { namespace, labels, sendInitialEvents: true });
    await watched.until(2);
    await eventually('the bookmark', async () => watched.initial());
    await hold(later, 'c', labels);
    assert.deepEqual(
      await watched.until(3),
      [first, second, later].map(({ name }) => `ADDED ${name}`),
    );
    assert.equal(watched.initial(), 2);
    assert.deepEqual(
      watched.events.slice(0, 2).map(({ object }) => object),
      made,
    );
    await watched.stop();
  });

  test('where nothing is there, the bookmark comes at once, and a watch can go on from it', async () => {
    const { objects, namespace } = use();
    const key = place();
    const labels = { colour: key.name };
    const watched = collect(objects, 'Lease', { namespace, labels, sendInitialEvents: true });
    await eventually('the bookmark', async () => watched.initial());
    await watched.stop();
    await hold(key, 'a', labels);
    const after = watch(watched.version(), labels);
    assert.deepEqual(await after.until(1), [`ADDED ${key.name}`]);
    await after.stop();
  });

  test('every watch gets every event', async () => {
    const key = place();
    const version = await now();
    const both = [watch(version), watch(version)];
    await hold(key, 'a');
    for (const watched of both) assert.deepEqual(await watched.until(1), [`ADDED ${key.name}`]);
    await Promise.all(both.map((watched) => watched.stop()));
  });

  test('a watch ends when its signal aborts, at once when it was aborted before', async () => {
    const watched = watch(await now());
    await watched.stop();
    const events = use().objects.watch('Lease', { resourceVersion: await now(), signal: AbortSignal.abort() });
    for await (const event of events) assert.fail(`an aborted watch gave ${event.type}`);
  });

  test('a version that is no longer known is Expired; listing again goes on', async (context) => {
    const { objects, forget } = use();
    if (!forget) {
      context.skip('the server cannot be made to forget');
      return;
    }
    const old = await now();
    await hold(place(), 'a');
    await forget();
    const controller = new AbortController();
    const iterate = async () => {
      const events = objects.watch('Lease', { resourceVersion: old, signal: controller.signal });
      for await (const event of events) assert.fail(`it went on with ${event.type}`);
    };
    await assert.rejects(iterate(), withCode('Expired'));
    controller.abort();

    const key = place();
    const watched = watch(await now());
    await hold(key, 'a');
    assert.deepEqual(await watched.until(1), [`ADDED ${key.name}`]);
    await watched.stop();
  });
}
