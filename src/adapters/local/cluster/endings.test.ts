import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { seededRandom } from '#lib/random.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { createBench, imagesOf, PLACE, stopInTime } from './bench.testing.ts';
import { SECOND, endings, around } from './observe.testing.ts';

for (const [what, end] of Object.entries(endings)) {
  for (const image of ['good', 'slow', 'crashing', 'missing']) {
    test(`${what} takes the pod of image ${image} with it`, async () => {
      const bench = await createBench();
      await bench.deploy(image);
      await bench.time.pass(2.5 * SECOND);
      await end(bench);
      await bench.time.pass(20 * SECOND);
      assert.deepEqual(imagesOf(await bench.pods()), []);
      assert.deepEqual(await bench.slices(), []);
      assert.deepEqual(bench.running(), []);
      await stopInTime(bench.cluster, bench.time);
      assert.equal(bench.time.pending, 0);
    });
  }
}

test('a namespace that was deleted is gone once its containers are', async () => {
  const bench = await createBench();
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  await endings['a deleted namespace']?.(bench);
  await bench.time.pass(100);
  const found = await bench.objects.get('Namespace', { name: PLACE.namespace });
  assert.equal(found?.status?.phase, 'Terminating');
  await bench.time.pass(5 * SECOND);
  assert.equal(await bench.objects.get('Namespace', { name: PLACE.namespace }), undefined);
  await stopInTime(bench.cluster, bench.time);
});

test('a cluster that is started again runs the same pods again', async () => {
  const bench = await createBench();
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  const [before] = await bench.pods();
  await bench.restart();
  assert.deepEqual(bench.running(), []);
  await bench.time.pass(50);
  assert.equal(await bench.readySlices(), 0, 'what does not run is not ready');
  await bench.time.pass(5 * SECOND);
  const [after] = await bench.pods();
  assert.equal(after?.metadata.uid, before?.metadata.uid);
  assert.equal(after?.status?.containerStatuses?.[0]?.restartCount, 1);
  assert.equal(await bench.readySlices(), 1);
  await stopInTime(bench.cluster, bench.time);
});

test('what was deleted while no cluster ran is cleaned up by the next one', async () => {
  const bench = await createBench();
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  await stopInTime(bench.cluster, bench.time);
  await endings['a deleted namespace']?.(bench);
  assert.equal((await bench.pods()).length, 1);
  await bench.restart();
  await bench.time.pass(5 * SECOND);
  assert.deepEqual(await bench.pods(), []);
  await stopInTime(bench.cluster, bench.time);
});

test('a stopped cluster leaves no container and no timer', async () => {
  const bench = await createBench();
  for (const image of ['good', 'crashing', 'missing', 'slow']) {
    await bench.deploy(image);
    await bench.time.pass(3 * SECOND);
  }
  await stopInTime(bench.cluster, bench.time);
  assert.deepEqual(bench.running(), []);
  assert.equal(bench.time.pending, 0);
});

test('an API server that fails one time in five delays, and no more', async () => {
  const bench = await createBench((objects) => failing(objects));
  bench.behave('next', { pullMs: 100, readyAfterMs: 100 });
  await bench.deploy('good');
  await bench.time.pass(300 * SECOND);
  assert.deepEqual(imagesOf(await bench.pods()), ['good ready']);
  await bench.deploy('next');
  await bench.time.pass(300 * SECOND);
  assert.deepEqual(imagesOf(await bench.pods()), ['next ready']);
  assert.equal((await bench.slices()).length, 1);
  assert.equal(await bench.readySlices(), 1);
  await endings['a deleted namespace']?.(bench);
  await bench.time.pass(300 * SECOND);
  assert.deepEqual(bench.running(), []);
  assert.equal(await bench.objects.get('Namespace', { name: PLACE.namespace }), undefined);
  await stopInTime(bench.cluster, bench.time);
});

test('the same seed gives the same history', async () => {
  assert.deepEqual(await historyOfOneRun(), await historyOfOneRun());
});

async function historyOfOneRun(): Promise<readonly unknown[]> {
  const bench = await createBench();
  const seen: unknown[] = [];
  for (const image of ['good', 'crashing', 'lasting']) {
    await bench.deploy(image);
    await bench.time.pass(20 * SECOND, async () => void seen.push(await bench.pods(), await bench.slices()));
  }
  await stopInTime(bench.cluster, bench.time);
  return seen;
}

/** Fails before, or answers with an error after the write was done; watches end early. */
function failing(objects: Objects): Objects {
  const random = seededRandom(3);
  const fail = () => {
    if (random() < 0.1) throw new ObjectsError('Unavailable', 'no answer');
  };
  return {
    ...around(objects, async (ask) => {
      fail();
      const result = await ask();
      fail();
      return result;
    }),
    watch: (kind, options) => brittle(objects.watch(kind, options)),
  };

  async function* brittle<Event>(events: AsyncIterable<Event>): AsyncIterable<Event> {
    for await (const event of events) {
      if (random() < 0.1) throw new ObjectsError('Expired', 'too old');
      if (random() < 0.1) return;
      yield event;
    }
  }
}
