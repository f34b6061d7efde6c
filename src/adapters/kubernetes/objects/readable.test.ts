import { strict as assert } from 'node:assert';
import { test, type TestContext } from 'node:test';
import { clientOf, scriptedServer, type Asked } from '#adapters/kubernetes/transport/scripted-server.testing.ts';
import { registration } from '#model/crd/objects.testing.ts';
import type { Log } from '#ports/log.ts';
import { withCode } from '#ports/objects/samples.contract.ts';
import { KubernetesObjects } from './objects.ts';

const stored = { uid: 'u', resourceVersion: '8', generation: 1, creationTimestamp: '2026-01-02T03:04:05Z' };
const good = { ...registration(), metadata: { ...registration().metadata, ...stored } };
/** As no version of ours would write it. */
const bad = { ...good, metadata: { ...good.metadata, name: 'blog', resourceVersion: '9' }, spec: { path: 7 } };
const key = { name: 'blog', namespace: 'dungeon-master' };

async function objectsUnderTest(context: TestContext, script: (asked: Asked) => void) {
  const server = await scriptedServer(context, script);
  const { client } = clientOf(context, server.url);
  const errors: string[] = [];
  const note = (event: string, fields = {}): void => void errors.push(`${event} ${JSON.stringify(fields)}`);
  const log: Log = { info: () => undefined, warn: () => undefined, error: note };
  return { errors, objects: new KubernetesObjects({ client, random: () => 0, log }) };
}

test('an object of ours that cannot be read is Invalid, named, with what is wrong', async (context) => {
  const { objects } = await objectsUnderTest(context, ({ answer }) => answer(200, bad));
  await assert.rejects(
    objects.get('Application', key).catch((error: unknown) => {
      assert.match(String(error), /Application dungeon-master\/blog is not valid: spec\./);
      throw error;
    }),
    withCode('Invalid'),
  );
});

test('in a list it is left out and logged; the others are read', async (context) => {
  const page = { metadata: { resourceVersion: '9' }, items: [bad, good] };
  const { objects, errors } = await objectsUnderTest(context, ({ answer }) => answer(200, page));
  const { items } = await objects.list('Application');
  assert.deepEqual(
    items.map(({ metadata }) => metadata.name),
    ['shop'],
  );
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /^object-unreadable .*"blog"/);
});

test('in a watch it only moves the version, until it goes', async (context) => {
  const lines = [
    { type: 'ADDED', object: bad },
    { type: 'MODIFIED', object: good },
    { type: 'DELETED', object: bad },
  ];
  const { objects, errors } = await objectsUnderTest(context, ({ begin, stream }) => {
    begin();
    stream.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  });
  const told: string[] = [];
  const { signal } = new AbortController();
  for await (const event of objects.watch('Application', { resourceVersion: '7', signal })) {
    told.push(
      event.type === 'BOOKMARK' ? `BOOKMARK ${event.resourceVersion}` : `${event.type} ${event.object.metadata.name}`,
    );
  }
  assert.deepEqual(told, ['BOOKMARK 9', 'MODIFIED shop', 'DELETED blog']);
  assert.equal(errors.length, 1);
});

test('what a newer version of us wrote besides is left out', async (context) => {
  const newer = { ...good, spec: { ...good.spec, later: true } };
  const { objects } = await objectsUnderTest(context, ({ answer }) => answer(200, newer));
  assert.deepEqual((await objects.get('Application', key))?.spec, good.spec);
});

test('its finalizers can be taken away all the same, so that it can go', async (context) => {
  const held = { ...bad, metadata: { ...bad.metadata, finalizers: ['a.test/b'] } };
  const patches: unknown[] = [];
  const { objects } = await objectsUnderTest(context, ({ method, body, answer }) => {
    if (method === 'PATCH') patches.push(JSON.parse(body));
    answer(200, held);
  });
  await objects.removeFinalizer('Application', key, 'a.test/b', { ifVersion: '9' });
  assert.deepEqual(patches, [{ metadata: { resourceVersion: '9', finalizers: [] } }]);
});
