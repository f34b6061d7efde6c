import { strict as assert } from 'node:assert';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { ControlPlane } from '#dev/control-plane/control-plane.ts';
import { withCode } from '#ports/objects/samples.contract.ts';
import { adminOf, connect, startCluster } from './cluster.testing.ts';
import { observedCache, type ObservedCache } from './observed-cache.testing.ts';
import { relayTo } from './relay.testing.ts';

/** For how long an API server is frozen: longer than any deadline of ours. Minutes, hours are tried by hand. */
const FROZEN_MS = 1000 * Number(process.env['DM_FROZEN_SECONDS'] ?? 40);
const delay = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms));

async function changeAll(cache: ObservedCache): Promise<void> {
  await cache.write('changed', 'after');
  await cache.write('made', 'after');
  await cache.remove('removed');
}

describe('a cache outlives what befalls its API server', () => {
  let plane: ControlPlane;
  before(async () => {
    plane = await startCluster();
  });
  after(() => plane.close());

  let count = 0;
  const underTest = async (context: TestContext, url: URL = new URL(plane.url)) => {
    const subject = connect({ ...adminOf(plane), server: url });
    const writer = connect(adminOf(plane));
    context.after(() => {
      subject.client.close();
      writer.client.close();
    });
    const cache = await observedCache(context, subject.objects, writer.objects, `faults-${(count += 1)}`);
    for (const name of ['changed', 'removed', 'kept']) await cache.write(name, 'before');
    await cache.alive();
    return { cache, ...subject };
  };
  const comeBack = async () => {
    await plane.apiServer.start();
    await plane.apiServer.ready();
  };

  test('it is killed and started again', async (context) => {
    const { cache } = await underTest(context);
    const fills = cache.fills();
    await plane.apiServer.kill('SIGKILL');
    await comeBack();
    context.diagnostic(`alive ${await cache.alive()} ms after the server was ready`);
    await changeAll(cache);
    await cache.alive();
    await cache.demandEqual();
    assert.ok(cache.fills() - fills <= 1, `read everything ${cache.fills() - fills} times`);
  });

  test('it has forgotten the versions that the cache knows', async (context) => {
    const { cache } = await underTest(context);
    const fills = cache.fills();
    await plane.apiServer.kill('SIGKILL');
    await comeBack();
    // The cache may be slower than this, or not: the versions between are lost to it, or they are not.
    await changeAll(cache);
    await plane.compact();
    await plane.apiServer.kill('SIGKILL');
    await comeBack();
    context.diagnostic(`alive ${await cache.alive()} ms after the server was ready`);
    await cache.demandEqual();
    assert.ok(cache.fills() - fills <= 2, `read everything ${cache.fills() - fills} times`);
  });

  test(`it is frozen for ${FROZEN_MS / 1000} s`, async (context) => {
    const { cache, objects } = await underTest(context);
    const fills = cache.fills();
    plane.apiServer.freeze();
    const began = performance.now();
    try {
      await assert.rejects(objects.get('Namespace', { name: 'default' }), withCode('Unavailable'));
      context.diagnostic(`a call gave up after ${Math.round(performance.now() - began)} ms`);
      await delay(FROZEN_MS - (performance.now() - began));
    } finally {
      plane.apiServer.resume();
    }
    await plane.apiServer.ready();
    context.diagnostic(`alive ${await cache.alive()} ms after the server was ready`);
    await changeAll(cache);
    await cache.alive();
    await cache.demandEqual();
    assert.ok(cache.fills() - fills <= 1, `read everything ${cache.fills() - fills} times`);
  });

  test('its connections are open and carry nothing any more', async (context) => {
    const relay = await relayTo(context, new URL(plane.url));
    const { cache, objects } = await underTest(context, relay.url);
    const fills = cache.fills();
    const connections = relay.connections();
    relay.swallow();
    await changeAll(cache);
    context.diagnostic(`alive ${await cache.alive()} ms after the connections were swallowed`);
    await cache.demandEqual();
    await objects.get('Namespace', { name: 'default' });
    assert.ok(relay.connections() > connections);
    assert.equal(cache.fills(), fills);
  });

  test('etcd is killed and started again behind it', async (context) => {
    const { cache } = await underTest(context);
    const fills = cache.fills();
    await plane.etcd.kill('SIGKILL');
    await plane.etcd.start();
    await plane.apiServer.ready();
    context.diagnostic(`alive ${await cache.alive()} ms after the server was ready`);
    await changeAll(cache);
    await cache.alive();
    await cache.demandEqual();
    assert.ok(cache.fills() - fills <= 1, `read everything ${cache.fills() - fills} times`);
  });
});
