import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { SERVICE_NAME_LABEL } from '#model/kubernetes/workload.ts';
import { createBench, digest, imagesOf, PLACE, stopInTime } from './bench.testing.ts';
import { SECOND, reasonOf, podOf, stateOf, pick, endings, around } from './observe.testing.ts';

test('a Deployment becomes a pod of its template, which runs and is ready', async () => {
  const bench = await createBench();
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  const pod = await podOf(bench, 'good');
  assert.match(pod.metadata.name, /^shop-[0-9a-f]{10}-[a-z0-9]{5}$/);
  assert.deepEqual(pick(pod.metadata.labels, ['app', 'image']), { app: 'shop', image: 'good' });
  assert.deepEqual(pick(pod.metadata.annotations, ['example.com/commit']), { 'example.com/commit': 'good' });
  assert.equal(pod.status?.phase, 'Running');
  const { imageID, restartCount, ready } = await stateOf(bench, 'good');
  assert.deepEqual({ imageID, restartCount, ready }, { imageID: digest('good'), restartCount: 0, ready: true });
  assert.equal(reasonOf(pod.status?.conditions, 'Ready'), 'True ContainersReady');
  assert.deepEqual(
    bench.running().map(({ env }) => env),
    [{ COLOUR: 'red' }],
  );
  await stopInTime(bench.cluster, bench.time);
});

test('a ready pod is in a slice of its own', async () => {
  const bench = await createBench();
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  const pod = await podOf(bench, 'good');
  const slices = await bench.slices();
  assert.deepEqual(
    slices.flatMap(({ endpoints }) => endpoints.map(({ conditions, targetRef }) => ({ conditions, targetRef }))),
    [
      {
        conditions: { ready: true, serving: true, terminating: false },
        targetRef: { kind: 'Pod', name: pod.metadata.name, namespace: PLACE.namespace },
      },
    ],
  );
  assert.deepEqual(
    slices.map(({ metadata }) => pick(metadata.labels, [SERVICE_NAME_LABEL])),
    [{ [SERVICE_NAME_LABEL]: 'shop' }],
  );
  await stopInTime(bench.cluster, bench.time);
});

test('the status of a Deployment that is up is that of Kubernetes', async () => {
  const bench = await createBench();
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  const { status, metadata } = await bench.deployment();
  const { conditions, ...counts } = status ?? {};
  assert.deepEqual(counts, {
    observedGeneration: metadata.generation,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
  });
  assert.equal(reasonOf(conditions, 'Available'), 'True MinimumReplicasAvailable');
  assert.equal(reasonOf(conditions, 'Progressing'), 'True NewReplicaSetAvailable');
  await stopInTime(bench.cluster, bench.time);
});

test('a pod that is not ready yet is in no ready slice, and its Deployment is progressing', async () => {
  const bench = await createBench();
  await bench.deploy('slow');
  await bench.time.pass(50);
  assert.equal((await stateOf(bench, 'slow')).state.waiting?.reason, 'ContainerCreating');
  assert.equal((await bench.pods())[0]?.status?.phase, 'Pending');
  await bench.time.pass(5 * SECOND);
  assert.ok((await stateOf(bench, 'slow')).state.running, 'the container must run');
  assert.equal(await bench.readySlices(), 0);
  const { status } = await bench.deployment();
  assert.equal(reasonOf(status?.conditions, 'Progressing'), 'True ReplicaSetUpdated');
  assert.equal(reasonOf(status?.conditions, 'Available'), 'False MinimumReplicasUnavailable');
  await stopInTime(bench.cluster, bench.time);
});

for (const replicas of [1, 3]) {
  test(`a rolling replacement of ${replicas} never has fewer ready or more than one too many`, async () => {
    const bench = await createBench();
    bench.behave('next', { pullMs: 500, readyAfterMs: 700 });
    await bench.deploy('good', { replicas });
    await bench.time.pass(10 * SECOND);
    await bench.deploy('next', { replicas });
    const most: number[] = [];
    await bench.time.pass(30 * SECOND, async () => {
      assert.ok((await bench.readySlices()) >= replicas, imagesOf(await bench.pods()).join(', '));
      most.push((await bench.pods()).filter(({ metadata }) => !metadata.deletionTimestamp).length);
    });
    assert.equal(Math.max(...most), replicas + 1);
    assert.deepEqual(imagesOf(await bench.pods()), Array(replicas).fill('next ready'));
    assert.equal(bench.running().length, replicas);
    assert.equal((await bench.slices()).length, replicas);
    await stopInTime(bench.cluster, bench.time);
  });
}

test('a new pod is in its slice before the old one is deleted', async () => {
  const readyAtDeletion: number[] = [];
  const bench = await createBench((objects) => ({
    ...around(objects, (ask) => ask()),
    delete: async (kind, key, options) => {
      if (kind === 'Pod') readyAtDeletion.push(await bench.readySlices());
      await objects.delete(kind, key, options);
    },
  }));
  bench.behave('next', { pullMs: 100, readyAfterMs: 100 });
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  await bench.deploy('next');
  await bench.time.pass(5 * SECOND);
  assert.deepEqual(readyAtDeletion, [2]);
  await stopInTime(bench.cluster, bench.time);
});

test('a change in mid-roll drops the unready pod of the superseded template and keeps the ready old one', async () => {
  const bench = await createBench();
  bench.behave('next', { pullMs: 100, readyAfterMs: 3000 });
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  await bench.deploy('slow');
  await bench.time.pass(5 * SECOND);
  assert.deepEqual(imagesOf(await bench.pods()).toSorted(), ['good ready', 'slow']);
  await bench.deploy('next');
  await bench.time.pass(1 * SECOND);
  assert.deepEqual(imagesOf(await bench.pods()).toSorted(), ['good ready', 'next']);
  await bench.time.pass(10 * SECOND);
  assert.deepEqual(imagesOf(await bench.pods()), ['next ready']);
  await stopInTime(bench.cluster, bench.time);
});

test('going back in mid-roll keeps the old pod and makes no new one', async () => {
  const bench = await createBench();
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  const [before] = await bench.pods();
  await bench.deploy('crashing');
  await bench.time.pass(5 * SECOND);
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  const after = await bench.pods();
  assert.deepEqual(
    after.map(({ metadata }) => metadata.uid),
    [before?.metadata.uid],
  );
  await stopInTime(bench.cluster, bench.time);
});

test('a rollout that is not ready in time has exceeded its deadline, and can still come up', async () => {
  const bench = await createBench();
  await bench.deploy('silent', { progressDeadlineSeconds: 60 });
  await bench.time.pass(59 * SECOND);
  assert.equal(reasonOf((await bench.deployment()).status?.conditions, 'Progressing'), 'True ReplicaSetUpdated');
  await bench.time.pass(2 * SECOND);
  const late = (await bench.deployment()).status;
  assert.equal(reasonOf(late?.conditions, 'Progressing'), 'False ProgressDeadlineExceeded');
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  const after = (await bench.deployment()).status;
  assert.equal(reasonOf(after?.conditions, 'Progressing'), 'True NewReplicaSetAvailable');
  await stopInTime(bench.cluster, bench.time);
});

test('a Deployment that was made anew under its name has pods of its own', async () => {
  const bench = await createBench();
  await bench.deploy('good');
  await bench.time.pass(5 * SECOND);
  const [before] = await bench.pods();
  await endings['a deleted Deployment']?.(bench);
  await bench.deploy('good');
  await bench.time.pass(10 * SECOND);
  const pods = await bench.pods();
  assert.deepEqual(imagesOf(pods), ['good ready']);
  assert.notEqual(pods[0]?.metadata.uid, before?.metadata.uid);
  await stopInTime(bench.cluster, bench.time);
});
