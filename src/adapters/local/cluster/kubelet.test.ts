import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createBench, imagesOf, PLACE, stopInTime } from './bench.testing.ts';
import { SECOND, reasonOf, podOf, stateOf } from './observe.testing.ts';

test('two exits within ten seconds of their start are a crash loop, while the older pod goes on serving', async () => {
  const bench = await createBench();
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  await bench.deploy('crashing');
  await bench.time.pass(3 * SECOND, async () => assert.equal(await bench.readySlices(), 1));

  const { state, lastState, restartCount } = await stateOf(bench, 'crashing');
  assert.deepEqual(state.waiting, {
    reason: 'CrashLoopBackOff',
    message: 'back-off restarting failed container service',
  });
  assert.equal(lastState?.terminated?.exitCode, 3);
  assert.equal(restartCount, 1);
  const { metadata } = await podOf(bench, 'crashing');
  const ref = { namespace: PLACE.namespace, name: metadata.name };
  assert.deepEqual(await bench.cluster.podLogs.tail(ref, { lines: 1, previous: true }), ['no DATABASE_URL']);
  assert.deepEqual(await bench.cluster.podLogs.tail(ref, { lines: 9, previous: false }), ['begins', 'no DATABASE_URL']);

  await bench.time.pass(8.2 * SECOND);
  assert.equal((await stateOf(bench, 'crashing')).restartCount, 2, 'it is tried again after ten seconds');
  await bench.time.pass(15 * SECOND);
  assert.equal((await stateOf(bench, 'crashing')).restartCount, 2, 'and then after twenty');
  await bench.time.pass(7 * SECOND);
  assert.equal((await stateOf(bench, 'crashing')).restartCount, 3);
  await stopInTime(bench.cluster, bench.time);
});

test('an exit after a minute is answered by a new start, not called a crash loop', async () => {
  const bench = await createBench();
  await bench.deploy('lasting');
  await bench.time.pass(70 * SECOND);
  const status = await stateOf(bench, 'lasting');
  assert.ok(status.state.running, JSON.stringify(status));
  assert.equal(status.restartCount, 1);
  assert.equal(status.lastState?.terminated?.exitCode, 1);
  assert.equal(await bench.readySlices(), 1, 'the restarted container has a new port, and is in the slice again');
  await stopInTime(bench.cluster, bench.time);
});

test('an image that cannot be had is ErrImagePull, then ImagePullBackOff with the message, and is tried again', async () => {
  const bench = await createBench();
  await bench.deploy('missing');
  await bench.time.pass(0.5 * SECOND);
  assert.equal((await stateOf(bench, 'missing')).state.waiting?.reason, 'ErrImagePull');
  await bench.time.pass(2 * SECOND);
  assert.deepEqual((await stateOf(bench, 'missing')).state.waiting, {
    reason: 'ImagePullBackOff',
    message: 'build failed: no such script',
  });
  bench.behave('missing', { pullMs: 100, readyAfterMs: 100 });
  await bench.time.pass(10 * SECOND);
  assert.deepEqual(imagesOf(await bench.pods()), ['missing ready']);
  await stopInTime(bench.cluster, bench.time);
});

test('a pod whose container no longer answers leaves its slice, without a new rollout', async () => {
  const bench = await createBench();
  const moody = { pullMs: 0, readyAfterMs: 0, neverReady: false };
  bench.behave('moody', moody);
  await bench.deploy('moody');
  await bench.time.pass(5 * SECOND);
  assert.equal(await bench.readySlices(), 1);
  moody.neverReady = true;
  await bench.time.pass(10 * SECOND);
  assert.equal(await bench.readySlices(), 0);
  const { status } = await bench.deployment();
  assert.equal(status?.readyReplicas, 0);
  assert.equal(reasonOf(status?.conditions, 'Progressing'), 'True NewReplicaSetAvailable');
  moody.neverReady = false;
  await bench.time.pass(5 * SECOND);
  assert.equal(await bench.readySlices(), 1);
  await stopInTime(bench.cluster, bench.time);
});

test('a deleted pod leaves its slice at once, and its container serves until it is drained', async () => {
  const bench = await createBench();
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  await bench.deploy('good', { replicas: 0 });
  await bench.time.pass(100);
  assert.equal(await bench.readySlices(), 0);
  const [slice] = await bench.slices();
  assert.deepEqual(slice?.endpoints[0]?.conditions, { ready: false, serving: true, terminating: true });
  assert.equal(bench.running().length, 1, 'it drains');
  await bench.time.pass(2 * SECOND);
  assert.equal(bench.running().length, 0);
  assert.deepEqual(await bench.pods(), []);
  assert.deepEqual(await bench.slices(), []);
  await stopInTime(bench.cluster, bench.time);
});

test('a container that ignores SIGTERM is gone after its grace', async () => {
  const bench = await createBench();
  await bench.deploy('stubborn');
  await bench.time.pass(5 * SECOND);
  await bench.deploy('stubborn', { replicas: 0 });
  await bench.time.pass(9 * SECOND);
  assert.equal(bench.running().length, 1);
  await bench.time.pass(3 * SECOND);
  assert.equal(bench.running().length, 0);
  assert.deepEqual(await bench.pods(), []);
  await stopInTime(bench.cluster, bench.time);
});

test('who follows a pod gets the lines of its run with their time, and ends with it', async () => {
  const bench = await createBench();
  await bench.deploy('crashing');
  await bench.time.pass(SECOND);
  const { metadata } = await podOf(bench, 'crashing');
  const ref = { namespace: PLACE.namespace, name: metadata.name };
  const reader = new AbortController();
  const options = { previous: false, signal: reader.signal };
  const told: string[] = [];
  const read = async (follow: boolean) => {
    for await (const entry of bench.cluster.podLogs.read(ref, { ...options, follow })) {
      if (entry.kind === 'line') told.push(entry.text);
    }
  };
  const followed = read(true);
  await bench.time.pass(5 * SECOND);
  await followed;
  assert.deepEqual(told, ['begins', 'no DATABASE_URL']);
  told.length = 0;
  await read(true);
  assert.deepEqual(
    told,
    ['begins', 'no DATABASE_URL'],
    'between two runs there is the one before, and nothing to follow',
  );
  await stopInTime(bench.cluster, bench.time);
});

test('of a pod that is not there nothing is read', async () => {
  const bench = await createBench();
  const options = { follow: true, previous: false, signal: new AbortController().signal };
  for await (const entry of bench.cluster.podLogs.read({ namespace: 'a', name: 'b' }, options)) assert.fail(entry.kind);
  await stopInTime(bench.cluster, bench.time);
});

test('a container that starts slowly is asked in the period of its startup probe, not in that of its readiness', async () => {
  const bench = await createBench();
  const httpGet = { path: '/healthz', port: 'http' };
  const probes = { startupProbe: { httpGet, periodSeconds: 1 }, readinessProbe: { httpGet, periodSeconds: 30 } };
  await bench.deploy('slow');
  const { spec } = await bench.deployment();
  const [container] = spec.template.spec.containers;
  assert.ok(container);
  const template = { ...spec.template, spec: { ...spec.template.spec, containers: [{ ...container, ...probes }] } };
  await bench.deploy('slow', { template });
  await bench.time.pass(25 * SECOND);
  assert.deepEqual(imagesOf(await bench.pods()), ['slow ready']);
  await stopInTime(bench.cluster, bench.time);
});
