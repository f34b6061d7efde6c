import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { seededRandom } from '#lib/random.ts';
import { HOME_NAMESPACE, type Kind } from '#model/kinds.ts';
import type { Applied, WatchEvent } from '#ports/objects/objects.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import { deployment, environment, namespace } from '#ports/objects/samples.contract.ts';
import { createLocalObjects, type LocalObjects, type LocalObjectsOptions } from './objects.ts';
import { BOOKMARK_EVERY } from './history.ts';

const options: LocalObjectsOptions = { clock: { now: () => 1_767_323_045_000 }, random: seededRandom(1) };
const mine = { fieldManager: 'test' };
const lease = (name: string, holderIdentity: string): Applied<'Lease'> => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, namespace: HOME_NAMESPACE },
  spec: { holderIdentity },
});

test('the namespace of our own kinds is there from the start', async () => {
  const found = await createLocalObjects(options).get('Namespace', { name: HOME_NAMESPACE });
  assert.equal(found?.status?.phase, 'Active');
});

test('times are those of the clock, uids those of the randomness', async () => {
  const [one, two] = [await madeWithSeedFive(), await madeWithSeedFive()];
  assert.deepEqual(one, two);
  assert.equal(one.creationTimestamp, '2026-01-02T03:04:05Z');
  assert.match(one.uid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('what is given is frozen through and through', async () => {
  const made = await createLocalObjects(options).apply('Lease', lease('a', 'x'), mine);
  assert.ok([made, made.metadata, made.spec].every((part) => Object.isFrozen(part)));
});

test('everything settles in microtasks: no timer and no I/O is waited for', async () => {
  let turned = false;
  const immediate = setImmediate(() => (turned = true));
  const objects = createLocalObjects(options);
  const { resourceVersion } = await objects.list('Lease');
  const controller = new AbortController();
  const seen = collect(objects, resourceVersion, 3, controller);
  for (const holder of ['a', 'b', 'c']) await objects.apply('Lease', lease('one', holder), mine);
  const events = await seen;
  assert.equal(events.length, 3);
  assert.equal(turned, false, 'the event loop must not have turned');
  clearImmediate(immediate);
});

test('a watch of a quiet kind hears of newer versions by bookmarks', async () => {
  const objects = createLocalObjects(options);
  const { resourceVersion } = await objects.list('Pod');
  const controller = new AbortController();
  const told: WatchEvent<'Pod'>[] = [];
  const watching = (async () => {
    for await (const event of objects.watch('Pod', { resourceVersion, signal: controller.signal })) told.push(event);
  })();
  for (let count = 0; count < 3 * BOOKMARK_EVERY; count++) {
    await objects.apply('Lease', lease('one', String(count)), mine);
  }
  controller.abort();
  await watching;
  const versions = told.flatMap((event) => (event.type === 'BOOKMARK' ? [Number(event.resourceVersion)] : []));
  assert.ok(versions.length >= 2, `${versions.length} bookmarks`);
  assert.ok(versions.every((version) => version > Number(resourceVersion)));
});

test('a watch that is read too slowly is Expired instead of losing changes', async () => {
  const objects = createLocalObjects({ ...options, historyLength: 5 });
  const { resourceVersion } = await objects.list('Lease');
  const controller = new AbortController();
  const reader = readerOf(objects, 'Lease', resourceVersion, controller.signal);
  await objects.apply('Lease', lease('one', 'first'), mine);
  assert.equal((await reader.next()).done, false);
  for (let count = 0; count < 10; count++) await objects.apply('Lease', lease('one', String(count)), mine);
  await assert.rejects(reader.next(), isExpired);
});

test('changes of one kind do not make another expire', async () => {
  const objects = createLocalObjects({ ...options, historyLength: 5 });
  const { resourceVersion } = await objects.list('Namespace');
  for (let count = 0; count < 10; count++) await objects.apply('Lease', lease('one', String(count)), mine);
  const signal = AbortSignal.timeout(10_000);
  const reader = readerOf(objects, 'Namespace', resourceVersion, signal);
  const next = reader.next();
  await objects.apply('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } }, mine);
  assert.equal((await next).value?.type, 'ADDED');
});

test('a finalizer without a domain is Invalid, where Kubernetes only warns', async () => {
  const sent = lease('a', 'x');
  const attempt = createLocalObjects(options).apply(
    'Lease',
    { ...sent, metadata: { ...sent.metadata, finalizers: ['x'] } },
    mine,
  );
  await assert.rejects(attempt, (error) => error instanceof ObjectsError && error.code === 'Invalid');
});

test('a variable that is there twice is Invalid, named by its path', async () => {
  const env = [
    { name: 'A', value: '1' },
    { name: 'A', value: '2' },
  ];
  const sent = deployment({ name: 'a', namespace: HOME_NAMESPACE }, { env });
  const attempt = createLocalObjects(options).apply('Deployment', sent, mine);
  await assert.rejects(attempt, /containers\[name="web"\]\.env\[name="A"\] is there twice/);
});

test('what was being deleted before its namespace is not deleted again', async () => {
  const objects = createLocalObjects(options);
  const { metadata } = await objects.apply('Namespace', namespace('other'), mine);
  const place = { name: 'held', namespace: 'other' };
  const held = await objects.apply('Environment', environment(place, {}, { finalizers: ['test.dev/hold'] }), mine);
  await objects.delete('Environment', place, { ifUid: held.metadata.uid });
  const before = await objects.get('Environment', place);
  await objects.delete('Namespace', { name: 'other' }, { ifUid: metadata.uid });
  assert.deepEqual(await objects.get('Environment', place), before);
});

test('a namespace with a finalizer of its own stays when its content is gone, and says so', async () => {
  const objects = createLocalObjects(options);
  const sent = { ...namespace('other'), metadata: { name: 'other', finalizers: ['test.dev/hold'] } };
  const { metadata } = await objects.apply('Namespace', sent, mine);
  await objects.delete('Namespace', { name: 'other' }, { ifUid: metadata.uid });
  const held = await objects.get('Namespace', { name: 'other' });
  assert.deepEqual(held?.spec, {});
  assert.ok(held.status?.conditions?.every(({ status }) => status === 'False'));
  const ifVersion = held.metadata.resourceVersion;
  await objects.removeFinalizer('Namespace', { name: 'other' }, 'test.dev/hold', { ifVersion });
  assert.equal(await objects.get('Namespace', { name: 'other' }), undefined);
});

test('a store that is restored from its snapshot goes on where it was', async () => {
  const before = createLocalObjects(options);
  const { resourceVersion } = await before.list('Lease');
  const made = await before.apply('Lease', { ...lease('one', 'x'), metadata: labelled('one') }, mine);
  const snapshot: unknown = JSON.parse(JSON.stringify(before.snapshot()));
  const after = createLocalObjects({ ...options, snapshot: snapshot as ReturnType<LocalObjects['snapshot']> });

  assert.deepEqual(await after.get('Lease', made.metadata as { name: string }), made);
  const changed = await after.apply('Lease', lease('one', 'x'), mine);
  assert.equal(changed.metadata.labels, undefined, 'who owns what is remembered');
  assert.ok(Number(changed.metadata.resourceVersion) > Number(made.metadata.resourceVersion));
  const reader = readerOf(after, 'Lease', resourceVersion);
  await assert.rejects(reader.next(), isExpired);
});

test('a version of a store that had come further is Expired', async () => {
  const reader = readerOf(createLocalObjects(options), 'Lease', '999');
  await assert.rejects(reader.next(), isExpired);
});

const madeWithSeedFive = async () =>
  (await createLocalObjects({ ...options, random: seededRandom(5) }).apply('Lease', lease('a', 'x'), mine)).metadata;

/** The events of a watch, one by one. */
const readerOf = <K extends Kind>(objects: LocalObjects, kind: K, resourceVersion: string, signal?: AbortSignal) =>
  objects.watch(kind, { resourceVersion, signal: signal ?? new AbortController().signal })[Symbol.asyncIterator]();

const labelled = (name: string) => ({ name, namespace: HOME_NAMESPACE, labels: { a: '1' } });

const isExpired = (thrown: unknown): boolean => thrown instanceof ObjectsError && thrown.code === 'Expired';

async function collect(objects: LocalObjects, resourceVersion: string, count: number, controller: AbortController) {
  const events: WatchEvent<'Lease'>[] = [];
  for await (const event of objects.watch('Lease', { resourceVersion, signal: controller.signal })) {
    if (events.push(event) === count) controller.abort();
  }
  return events;
}
