import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { addressOf } from './address.testing.ts';
import type { UseBench } from './bench.testing.ts';
import { program } from './programs.testing.ts';
import { bodyOf } from './visitor.testing.ts';

/** The deadline of a rollout, and what it takes until it is told. */
const AFTER_DEADLINE_MS = 160_000;

/** What people read at the deadline of a rollout, and what before. */
export function deadlineTests(bench: UseBench): void {
  test('what no node can take is said while it waits for one, and is the verdict at the deadline', async () => {
    const environment = await bench().stage('giant');
    await environment.run({ image: bench().images.first, resources: { requests: { memory: '4000Gi' } } });
    const { status, message } = await environment.progress('Unschedulable');
    assert.deepEqual([status, message], ['True', 'no node takes it: Insufficient memory']);
    const { reason, message: verdict } = await environment.verdict(AFTER_DEADLINE_MS);
    assert.deepEqual([reason, verdict], ['Unschedulable', message]);
  });

  test('a quota that leaves no room is said while room may be made, and is the verdict at the deadline', async () => {
    const { images, cluster } = bench();
    const environment = await bench().preview('crowded');
    await environment.run({ image: images.first });
    await environment.available();
    await cluster.apply(['2Gi', '2Gi', '1536Mi'].map((memory, index) => hog(environment.name, index, memory)));
    await environment.run({ image: images.second });
    const { status, message } = await environment.progress('QuotaExceeded');
    assert.deepEqual([status, message], ['True', 'the quota crowded leaves no room for limits.memory']);
    const { reason, message: verdict } = await environment.verdict(AFTER_DEADLINE_MS);
    assert.deepEqual([reason, verdict], ['QuotaExceeded', message]);
    assert.equal(await bodyOf(await addressOf(bench(), environment)), '1');
  });

  test('a process that listens where no probe reaches it is told at the deadline, with its last lines', async () => {
    const environment = await bench().preview('deaf');
    await environment.run({ image: bench().images.first, command: program('deaf') });
    const { reason, message, log } = await environment.verdict(AFTER_DEADLINE_MS);
    assert.equal(reason, 'ReadinessProbeFailed', message);
    assert.match(
      message ?? '',
      /^it runs, but did not answer GET \/ on port 3000 within 120 seconds: does it listen on PORT/,
    );
    assert.deepEqual(log, ['listening on 127.0.0.1']);
  });
}

/** A pod of somebody else, for no node, that takes room in a quota. */
const hog = (namespace: string, index: number, memory: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `hog-${index}`, namespace },
  spec: {
    nodeSelector: { 'example.test/node': 'none' },
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'hog',
        image: 'example.test/hog',
        resources: { requests: { cpu: '10m', memory: '1Mi' }, limits: { cpu: '10m', memory } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
});
