import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { seededRandom } from '#lib/random.ts';
import type { Condition, Stored } from '#model/kubernetes/meta.ts';
import { SERVICE_NAME_LABEL, type ContainerStatus, type Pod } from '#model/kubernetes/workload.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { createBench, digest, imagesOf, PLACE, stopInTime, type Bench } from './bench.testing.ts';

const SECOND = 1000;
const reasonOf = (conditions: readonly Condition[] | undefined, type: string): string | undefined => {
  const found = conditions?.find((condition) => condition.type === type);
  return found && `${found.status} ${found.reason}`;
};
async function podOf(bench: Bench, image: string): Promise<Stored<Pod>> {
  const pods = await bench.pods();
  const found = pods.find(({ metadata }) => metadata.labels?.['image'] === image);
  assert.ok(found, `no pod of image ${image} among ${imagesOf(pods).join(', ') || 'none'}`);
  return found;
}

async function stateOf(bench: Bench, image: string): Promise<ContainerStatus> {
  const { status } = await podOf(bench, image);
  const container = status?.containerStatuses?.[0];
  assert.ok(container, `the pod of image ${image} has no container status`);
  return container;
}

const pick = (fields: Readonly<Record<string, string>> | undefined, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, fields?.[name]]));

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

const endings: Record<string, (bench: Bench) => Promise<void>> = {
  'a deleted Deployment': async (bench) => {
    const { metadata } = await bench.deployment();
    await bench.objects.delete('Deployment', PLACE, { ifUid: metadata.uid });
  },
  'a deleted namespace': async ({ objects }) => {
    const found = await objects.get('Namespace', { name: PLACE.namespace });
    assert.ok(found);
    await objects.delete('Namespace', { name: PLACE.namespace }, { ifUid: found.metadata.uid });
  },
};
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
  const around = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
    fail();
    const result = await ask();
    fail();
    return result;
  };
  return {
    get: (...args) => around(() => objects.get(...args)),
    list: (...args) => around(() => objects.list(...args)),
    apply: (...args) => around(() => objects.apply(...args)),
    putStatus: (...args) => around(() => objects.putStatus(...args)),
    removeFinalizer: (...args) => around(() => objects.removeFinalizer(...args)),
    delete: (...args) => around(() => objects.delete(...args)),
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
