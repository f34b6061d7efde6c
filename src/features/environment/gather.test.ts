import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { redactor } from '#lib/redact.ts';
import type { Kind } from '#model/kinds.ts';
import type { Pod } from '#model/kubernetes/workload.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { revision } from '#model/samples.testing.ts';
import type { ObjectKey, ObjectReader, Objects, Selection } from '#ports/objects/objects.ts';
import { gatherEnvironment } from './gather.ts';
import { crashing, deployment, environment, name, namespace, pod, service } from './worlds.testing.ts';

/** An environment with these pods, and what was read of it. */
function scripted(pods: readonly Stored<Pod>[], lines: readonly string[] = []) {
  const reads: string[] = [];
  const found: { readonly [kind in Kind]?: unknown } = {
    Environment: environment(),
    Namespace: namespace,
    Service: service,
    Deployment: deployment(),
  };
  const reader = {
    get: async (kind: Kind, { name: of, namespace: within }: ObjectKey) => {
      reads.push(`${kind} ${within ?? ''}/${of}`);
      return found[kind];
    },
    list: async (kind: Kind, { namespace: within, labels }: Selection) => {
      reads.push(`${kind}s of ${within} ${JSON.stringify(labels)}`);
      return { items: pods, resourceVersion: '' };
    },
  } as unknown as ObjectReader;
  const ports = {
    objects: reader as Objects,
    reader,
    podLogs: {
      tail: async (of: object, options: object) => {
        reads.push(`log ${JSON.stringify({ ...of, ...options })}`);
        return lines;
      },
    },
    redact: redactor(['hunter2-hunter2']),
    urlOf: () => 'http://shop-pr-12.localhost',
  };
  return { reads, ports };
}

test('everything of one environment is read, and of no other', async () => {
  const { reads, ports } = scripted([pod()]);
  const world = await gatherEnvironment(ports, name);
  assert.deepEqual(reads, [
    'Environment dungeon-master/shop-pr-12',
    'Namespace /shop-pr-12',
    'Service shop-pr-12/shop',
    'Deployment shop-pr-12/shop',
    'Pods of shop-pr-12 {"dungeonmaster.dev/environment":"shop-pr-12"}',
  ]);
  assert.deepEqual([world?.pods.length, world?.failureLog, world?.url], [1, [], 'http://shop-pr-12.localhost']);
});

test('of a crash the last lines of the run before are read', async () => {
  const { reads, ports } = scripted([pod({ of: revision('a', 40) }), crashing()], ['Error: boom']);
  const world = await gatherEnvironment(ports, name);
  assert.deepEqual(world?.failureLog, ['Error: boom']);
  assert.equal(reads.at(-1), 'log {"name":"shop-50","namespace":"shop-pr-12","lines":20,"previous":true}');
});

test('a crash of an older attempt is not read', async () => {
  const older = pod({ of: revision('a', 40) });
  const { reads, ports } = scripted([{ ...crashing(), metadata: older.metadata }, pod()], ['old']);
  assert.deepEqual((await gatherEnvironment(ports, name))?.failureLog, []);
  assert.ok(!reads.some((read) => read.startsWith('log')));
});

test('law 8: a secret in a log is masked before the line is cut', async () => {
  const { ports } = scripted([crashing()], [`${'x'.repeat(290)}hunter2-hunter2`, 'y'.repeat(5_000)]);
  const [first = '', second = ''] = (await gatherEnvironment(ports, name))?.failureLog ?? [];
  assert.equal(first, `${'x'.repeat(290)}***`);
  assert.equal(second.length, 300);
});

test('law 8: a secret in what a container waits for is masked', async () => {
  const waiting = { reason: 'ImagePullBackOff', message: 'npm: token hunter2-hunter2 was refused' };
  const container = { name: 'service', ready: false, restartCount: 0, imageID: '', state: { waiting } };
  const { ports } = scripted([{ ...pod(), status: { containerStatuses: [container] } }]);
  const world = await gatherEnvironment(ports, name);
  const message = world?.pods[0]?.status?.containerStatuses?.[0]?.state.waiting?.message;
  assert.equal(message, 'npm: token *** was refused');
});
