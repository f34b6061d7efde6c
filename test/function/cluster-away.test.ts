import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import { messageOf } from '#lib/coded-error.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { createPlatform, environments, openPassing, records, tell, type TestPlatform } from './platform.testing.ts';

/** The cluster's objects, whose nth call ends otherwise. Counts the calls. */
function troubled(trouble: (call: number) => Promise<void>) {
  const seen = { calls: 0 };
  const before = async <Result>(verb: () => Promise<Result>): Promise<Result> => {
    seen.calls += 1;
    await trouble(seen.calls);
    return verb();
  };
  const over = (objects: Objects): Objects => ({
    get: (...asked) => before(() => objects.get(...asked)),
    list: (...asked) => before(() => objects.list(...asked)),
    apply: (...asked) => before(() => objects.apply(...asked)),
    putStatus: (...asked) => before(() => objects.putStatus(...asked)),
    delete: (...asked) => before(() => objects.delete(...asked)),
    removeFinalizer: (...asked) => before(() => objects.removeFinalizer(...asked)),
    watch: (...asked) => objects.watch(...asked),
  });
  return { seen, over };
}

/** What the port says of each, as its contract has it: one code. */
const faults: Record<string, Error> = {
  '500': new ObjectsError('Unavailable', 'PATCH environments: 500: etcdserver: leader changed'),
  '429': new ObjectsError('Unavailable', 'PATCH environments: 429: too many requests'),
  'a TLS error': new ObjectsError('Unavailable', 'certificate has expired', { cause: new Error('CERT_HAS_EXPIRED') }),
  'a fault of ours': new TypeError('undefined is not a function'),
};

/** How it must end, however often it failed before. */
async function assertWhole(platform: TestPlatform, head: string): Promise<void> {
  const found = await environments(platform);
  const opened = await records(platform);
  assert.deepEqual(
    found.map(({ spec }) => [spec.revision?.sha, spec.revision?.deploymentId]),
    [[head, opened[0]?.id]],
  );
  assert.equal(opened.length, 1, 'one record, no half-written one beside it');
}

const nineSeconds = () => new Promise<void>((resolve) => setTimeout(resolve, 9_000).unref());

describe('fault 12: the Kubernetes API fails', () => {
  for (const [sentence, fault] of Object.entries(faults)) {
    test(`${sentence} at any call is a 503 and never a false 2xx; sent again, the same delivery makes it whole`, async (context) => {
      const calls = await callsOfOneDelivery(context);
      assert.ok(calls >= 4, `${calls} calls`);
      for (let at = 1; at <= calls; at += 1) {
        const platform = await createPlatform();
        const { over } = troubled(async (call) => {
          if (call === at) throw fault;
        });
        const edge = await platform.startFunction(context, over);
        const { head } = await openPassing(platform.world);
        const guid = crypto.randomUUID();
        const failed = await tell(edge, platform.world, 'opened', { guid });
        assert.equal(failed.status, 503, `call ${at} failed, and the answer was ${failed.body}`);
        assert.doesNotMatch(failed.body, new RegExp(messageOf(fault)), 'the caller is told no more than a code');
        const again = await tell(edge, platform.world, 'opened', { guid });
        assert.equal(again.status, 202, `after call ${at} had failed`);
        await assertWhole(platform, head);
      }
    });
  }

  test('slower than the deadline: 503 in time; the work goes on once, and the redelivery shares it', async (context) => {
    const platform = await createPlatform();
    const held = Promise.withResolvers<void>();
    const { over } = troubled(() => held.promise);
    const edge = await platform.startFunction(context, over, 50);
    const { head } = await openPassing(platform.world);
    const guid = crypto.randomUUID();
    assert.equal((await tell(edge, platform.world, 'opened', { guid })).status, 503);
    assert.equal((await tell(edge, platform.world, 'opened', { guid })).status, 503, 'it still is not done');
    assert.deepEqual(await environments(platform), []);
    held.resolve();
    let last = await tell(edge, platform.world, 'opened', { guid });
    for (let turn = 0; turn < 100 && last.status !== 202; turn += 1) {
      last = await tell(edge, platform.world, 'opened', { guid });
    }
    assert.equal(last.status, 202);
    await assertWhole(platform, head);
  });

  test('nine seconds slow with the real deadline: 503 before GitHub gives up after ten', async (context) => {
    const platform = await createPlatform();
    const edge = await platform.startFunction(context, troubled(nineSeconds).over);
    const began = performance.now();
    assert.equal((await tell(edge, platform.world, 'opened')).status, 503);
    assert.ok(performance.now() - began < 10_000);
  });
});

async function callsOfOneDelivery(context: Parameters<TestPlatform['startFunction']>[0]): Promise<number> {
  const platform = await createPlatform();
  const { seen, over } = troubled(async () => undefined);
  const edge = await platform.startFunction(context, over);
  await openPassing(platform.world);
  assert.equal((await tell(edge, platform.world, 'opened')).status, 202);
  return seen.calls;
}
