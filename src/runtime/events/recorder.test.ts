import { strict as assert } from 'node:assert';
import { test, type TestContext } from 'node:test';
import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { seededRandom } from '#lib/random.ts';
import type { KubernetesEvent } from '#model/kubernetes/event.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { NotLeading } from '#ports/leadership.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { createVirtualTime } from '#test/virtual-time.ts';
import { EventRecorder, type News } from './recorder.ts';

const MINUTE = 60_000;
const START_MS = Date.UTC(2026, 0, 5, 9);
const regarding = {
  apiVersion: 'dungeonmaster.dev/v1alpha1',
  kind: 'Environment',
  name: 'shop-pr-12',
  namespace: HOME_NAMESPACE,
  uid: 'u1',
};
const news: News = { regarding, type: 'Warning', reason: 'CrashLoopBackOff', action: 'Deploy', note: 'it crashed' };

type Fate = 'works' | 'hangs' | Error | { readonly answerIsLost: true };

/** A recorder over local objects; the writes to come meet the fates given, then all work. */
function recording(context: TestContext) {
  const time = createVirtualTime(START_MS);
  const random = seededRandom(1);
  const server = createLocalObjects({ clock: time.clock, random });
  const fates: Fate[] = [];
  const lines: string[] = [];
  const answered = Promise.withResolvers<void>();
  let applied = 0;
  const apply: Objects['apply'] = async (kind, object, options) => {
    applied += 1;
    const fate = fates.shift() ?? 'works';
    if (fate instanceof Error) throw fate;
    if (fate === 'hangs') await answered.promise;
    const stored = await server.apply(kind, object, options);
    if (fate !== 'works') throw new ObjectsError('Unavailable', 'the answer was lost');
    return stored;
  };
  const note = (event: string) => void lines.push(event);
  const recorder = new EventRecorder({
    objects: { apply } as Objects,
    ...time,
    random,
    log: { info: note, warn: note, error: note },
    controller: 'dungeonmaster.dev/controller',
    instance: 'controller-7d4-x2x',
  });
  context.after(() => {
    answered.resolve();
    return recorder.stop();
  });
  const record = async (one: News = news, ms = 0) => {
    recorder.record(one);
    await time.advance(ms);
  };
  const events = async () =>
    (await server.list('Event', { namespace: HOME_NAMESPACE })).items as readonly KubernetesEvent[];
  return { time, recorder, record, events, fates, lines, applied: () => applied };
}

test('what happened becomes an Event about its object', async (context) => {
  const { record, events } = recording(context);
  await record();
  const [event] = await events();
  const { metadata, ...words } = event ?? assert.fail('there is no event');
  assert.deepEqual(words, {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    eventTime: '2026-01-05T09:00:00.000000Z',
    reportingController: 'dungeonmaster.dev/controller',
    reportingInstance: 'controller-7d4-x2x',
    ...news,
  });
  assert.equal(metadata.namespace, HOME_NAMESPACE);
  assert.match(metadata.name, /^shop-pr-12\.1887[0-9a-f]{12}$/);
});

test('the same again and again is one Event with a count, which is written once a minute at most', async (context) => {
  const { time, record, events, applied } = recording(context);
  for (let round = 0; round < 30; round++) await record(news, 10_000);
  await time.advance(MINUTE);
  const found = await events();
  assert.equal(found.length, 1);
  assert.deepEqual(found[0]?.series, { count: 30, lastObservedTime: '2026-01-05T09:04:50.000000Z' });
  assert.equal(found[0]?.eventTime, '2026-01-05T09:00:00.000000Z');
  assert.ok(applied() <= 7, `${applied()} writes in six minutes`);
});

const others: Record<string, Partial<News>> = {
  'another object': { regarding: { ...regarding, uid: 'u2' } },
  'another type': { type: 'Normal' },
  'another reason': { reason: 'ImagePullBackOff' },
  'another action': { action: 'Wait' },
  'another note': { note: 'it crashed again' },
};

for (const [sentence, change] of Object.entries(others)) {
  test(`${sentence} is another Event`, async (context) => {
    const { record, events } = recording(context);
    await record();
    await record({ ...news, ...change });
    const found = await events();
    assert.deepEqual([found.length, found.some(({ series }) => series)], [2, false]);
  });
}

test('the same after six quiet minutes is another Event', async (context) => {
  const { record, events } = recording(context);
  await record(news, 6 * MINUTE);
  await record();
  assert.equal((await events()).length, 2);
});

test('when nothing happens nothing is written, and nothing waits to be', async (context) => {
  const { time, record, applied } = recording(context);
  await record();
  await record();
  await time.advance(MINUTE);
  const before = applied();
  assert.equal(time.pending(), 0);
  await time.advance(60 * MINUTE);
  assert.equal(applied(), before);
});

test('many in the same millisecond have names of their own', async (context) => {
  const { time, recorder, events } = recording(context);
  for (let index = 0; index < 100; index++) recorder.record({ ...news, note: `${index}` });
  await time.advance(0);
  assert.equal(new Set((await events()).map(({ metadata }) => metadata.name)).size, 100);
});

test('a server that does not answer keeps nobody waiting; what is too much is dropped and counted', async (context) => {
  const { time, recorder, fates } = recording(context);
  fates.push('hangs');
  for (let index = 0; index < 600; index++) recorder.record({ ...news, note: `${index}` });
  await time.advance(MINUTE);
  assert.deepEqual(recorder.stats(), { writes: 0, dropped: 99, waiting: 500 });
});

const away = new ObjectsError('Unavailable', 'away');

test('what could not be written is tried again, the next ones wait for it', async (context) => {
  const { time, recorder, record, events, fates } = recording(context);
  fates.push(away, away);
  await record();
  await record({ ...news, note: 'later' });
  await time.advance(MINUTE);
  assert.deepEqual(
    (await events()).map(({ note }) => note),
    ['it crashed', 'later'],
  );
  assert.deepEqual(recorder.stats(), { writes: 2, dropped: 0, waiting: 0 });
});

test('what could not be written several times is dropped, and the next ones are written', async (context) => {
  const { time, recorder, record, events, fates, lines } = recording(context);
  fates.push(away, new TypeError('a mistake'), away);
  await record();
  await record({ ...news, note: 'later' });
  await time.advance(MINUTE);
  assert.deepEqual(
    (await events()).map(({ note }) => note),
    ['later'],
  );
  assert.deepEqual([recorder.stats(), lines], [{ writes: 1, dropped: 1, waiting: 0 }, ['event-dropped']]);
});

test('an Event whose answer was lost is not written twice', async (context) => {
  const { time, record, events, fates, applied, lines } = recording(context);
  fates.push({ answerIsLost: true });
  await record(news, MINUTE);
  assert.deepEqual([(await events()).length, applied(), lines], [1, 2, []]);
  await record(news, 0);
  await time.advance(MINUTE);
  assert.equal((await events()).length, 2, 'what is told of it next is lost');
});

test('who does not lead tells nothing, in silence', async (context) => {
  const { time, recorder, record, fates, lines } = recording(context);
  fates.push(new NotLeading('apply Event'));
  await record();
  await time.advance(MINUTE);
  assert.deepEqual([recorder.stats(), lines], [{ writes: 0, dropped: 0, waiting: 0 }, []]);
});

test('a recorder that was stopped writes nothing more and leaves no timer behind', async (context) => {
  const { time, recorder, record, applied, fates } = recording(context);
  await record();
  await record();
  fates.push(away);
  await record({ ...news, note: 'tried again later' });
  const before = applied();
  void recorder.stop();
  await time.advance(0);
  recorder.record({ ...news, note: 'too late' });
  assert.equal(time.pending(), 0);
  await time.advance(10 * MINUTE);
  assert.equal(applied(), before);
});

test('what is longer than an API server takes is cut between two characters', async (context) => {
  const { record, events } = recording(context);
  await record({ ...news, note: 'é'.repeat(2_000) });
  const note = (await events())[0]?.note ?? '';
  assert.match(note, /^é{510}…$/);
  assert.ok(Buffer.byteLength(note) <= 1024);
});
