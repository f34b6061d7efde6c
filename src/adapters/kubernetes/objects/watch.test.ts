import { strict as assert } from 'node:assert';
import { silentLog } from '#ports/log.ts';
import { test, type TestContext } from 'node:test';
import { messageOf } from '#lib/coded-error.ts';
import type { ObjectsErrorCode } from '#ports/objects/errors.ts';
import type { WatchStart } from '#ports/objects/objects.ts';
import { withCode } from '#ports/objects/samples.contract.ts';
import { clientOf, scriptedServer, until, type Asked } from '#adapters/kubernetes/transport/scripted-server.testing.ts';
import { KubernetesObjects } from './objects.ts';

const object = (name: string, resourceVersion = '1', more: object = {}) => ({
  metadata: { name, namespace: 'n', resourceVersion, ...more },
});
const line = (type: string, content: unknown): string => `${JSON.stringify({ type, object: content })}\n`;

async function watchUnderTest(
  context: TestContext,
  script: (asked: Asked, index: number) => void,
  start: WatchStart = { resourceVersion: '7' },
) {
  const server = await scriptedServer(context, script);
  const { client, time } = clientOf(context, server.url);
  const objects = new KubernetesObjects({ client, random: () => 0.5, log: silentLog });
  const controller = new AbortController();
  const options = { namespace: 'n', labels: { app: 'web' }, ...start, signal: controller.signal };
  const events = objects.watch('Lease', options)[Symbol.asyncIterator]();
  return { server, time, controller, objects, events };
}

/** A watch that answers with these pieces and ends. */
const sending =
  (...pieces: readonly (string | Buffer)[]) =>
  ({ begin, stream }: Asked): void => {
    begin();
    for (const piece of pieces) stream.write(piece);
    stream.end();
  };

test('a watch asks for bookmarks, for an end of its own, and for its selection', async (context) => {
  const { server, events } = await watchUnderTest(context, sending());
  assert.deepEqual(await events.next(), { done: true, value: undefined });
  assert.equal(
    server.asked[0]?.path,
    '/apis/coordination.k8s.io/v1/namespaces/n/leases' +
      '?watch=true&allowWatchBookmarks=true&timeoutSeconds=450&labelSelector=app%3Dweb&resourceVersion=7',
  );
});

test('a watch that begins with everything there is says so instead of a version', async (context) => {
  const { server, events } = await watchUnderTest(context, sending(), { sendInitialEvents: true });
  await events.next();
  assert.match(server.asked[0]?.path ?? '', /&sendInitialEvents=true&resourceVersionMatch=NotOlderThan$/);
});

test('events come as they are sent, wherever they are split, also within a letter', async (context) => {
  const sent = Buffer.from(line('ADDED', object('ä')) + line('DELETED', object('ö', '2')));
  const split = sent.indexOf(Buffer.from('ä')) + 1;
  const { events } = await watchUnderTest(context, sending(sent.subarray(0, split), sent.subarray(split)));
  assert.deepEqual((await events.next()).value, { type: 'ADDED', object: object('ä') });
  assert.deepEqual((await events.next()).value, { type: 'DELETED', object: object('ö', '2') });
  assert.equal((await events.next()).done, true);
});

test('a bookmark tells its version, and whether the initial events are behind it', async (context) => {
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  const { events } = await watchUnderTest(
    context,
    sending(line('BOOKMARK', object('', '8', { annotations })), line('BOOKMARK', object('', '9'))),
  );
  assert.deepEqual((await events.next()).value, { type: 'BOOKMARK', resourceVersion: '8', initialEventsEnd: true });
  assert.deepEqual((await events.next()).value, { type: 'BOOKMARK', resourceVersion: '9' });
});

const endings: Record<string, { script: (asked: Asked) => void; code: ObjectsErrorCode; words: RegExp }> = {
  'an ERROR event of a forgotten version': {
    script: sending(line('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' })),
    code: 'Expired',
    words: /^Lease: the watch ended: too old$/,
  },
  'an ERROR event of a server in need': {
    script: sending(line('ERROR', { kind: 'Status', code: 500, message: 'etcd is away' })),
    code: 'Unavailable',
    words: /etcd is away/,
  },
  'an ERROR event without a Status': {
    script: sending(line('ERROR', null)),
    code: 'Unavailable',
    words: /no reason given/,
  },
  'an answer that is an error': {
    script: ({ answer }) => answer(410, { message: 'too old' }),
    code: 'Expired',
    words: /410: too old/,
  },
  'a line that is not JSON': { script: sending('<html>\n'), code: 'Unavailable', words: /no event/ },
  'a line that is no event': { script: sending('null\n'), code: 'Unavailable', words: /no event/ },
  'an event of nothing': { script: sending(line('ADDED', {})), code: 'Unavailable', words: /no event/ },
  'an event of a type that we do not know': {
    script: sending(line('RENAMED', object('a'))),
    code: 'Unavailable',
    words: /no event/,
  },
  'a line that is cut off': {
    script: sending(line('ADDED', object('a')).slice(0, -5)),
    code: 'Unavailable',
    words: /no event/,
  },
};
for (const [what, { script, code, words }] of Object.entries(endings)) {
  test(`a watch ends with ${code} at ${what}`, async (context) => {
    const { events } = await watchUnderTest(context, script);
    await assert.rejects(events.next(), (error) => withCode(code)(error) && words.test(messageOf(error)));
  });
}

test('a watch that is silent for three minutes is Unavailable, although the server answers pings', async (context) => {
  const { events, server, time, objects, controller } = await watchUnderTest(context, ({ begin, stream }) => {
    begin();
    stream.write(line('ADDED', object('a')));
  });
  await events.next();
  const next = events.next();
  const silent = assert.rejects(next, (error) => withCode('Unavailable')(error) && /silent/.test(messageOf(error)));
  let pings = 0;
  for (const session of server.sessions) session.on('ping', () => (pings += 1));
  for (let count = 1; count < 18; count += 1) {
    time.advance(10_000);
    await until('the ping', () => pings === count);
    // What another watch on this connection gets comes behind the pong.
    for await (const event of objects.watch('Lease', { resourceVersion: '7', signal: controller.signal })) {
      assert.equal(event.type, 'ADDED');
      break;
    }
  }
  time.advance(10_000);
  await silent;
});

test('a watch that is aborted ends without an error: before, while it connects, while it waits, and twice', async (context) => {
  const { events, controller } = await watchUnderTest(context, () => undefined);
  const next = events.next();
  controller.abort();
  controller.abort();
  assert.equal((await next).done, true);
  const { events: never, controller: before, server } = await watchUnderTest(context, () => undefined);
  before.abort();
  assert.equal((await never.next()).done, true);
  assert.equal(server.asked.length, 0);
  const waiting = await watchUnderTest(
    context,
    ({ begin, stream }) => (begin(), stream.write(line('ADDED', object('a')))),
  );
  await waiting.events.next();
  const more = waiting.events.next();
  waiting.controller.abort();
  assert.equal((await more).done, true);
});
