import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { redactor } from '#lib/redact.ts';
import type { Kind } from '#model/kinds.ts';
import type { Pod } from '#model/kubernetes/workload.ts';
import type { Environment } from '#model/environment.ts';
import type { Secret } from '#model/kubernetes/fence.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import { revision, stored } from '#model/samples.testing.ts';
import type { ObjectKey, ObjectReader, Objects, Selection } from '#ports/objects/objects.ts';
import { gatherEnvironment } from './gather.ts';
import { noParts } from './parts.ts';
import { crashing, deleted, deployment, environment, fence, name, namespace, pod, service } from './worlds.testing.ts';

type Found = { readonly [kind in Kind]?: Stored<KubernetesObject> | undefined };

/** An environment with these pods, and what was read of it: from the cache unless it says `server`. */
function scripted(
  pods: readonly Stored<Pod>[],
  lines: readonly string[] = [],
  { cache = {}, server = {}, of = environment() }: { cache?: Found; server?: Found; of?: Stored<Environment> } = {},
) {
  const reads: string[] = [];
  const readerOf = (where: string, found: Found) =>
    ({
      get: async (kind: Kind, { name: one, namespace: within }: ObjectKey) => {
        reads.push(`${where}${kind} ${within ?? ''}/${one}`);
        return found[kind];
      },
      list: async (kind: Kind, { namespace: within, labels }: Selection) => {
        reads.push(`${where}all ${kind} of ${within} ${JSON.stringify(labels)}`);
        const one = found[kind];
        return { items: kind === 'Pod' ? pods : one ? [one] : [], resourceVersion: '' };
      },
    }) as unknown as ObjectReader;
  const known = { Namespace: namespace, Deployment: deployment(), Service: service };
  const fenced = Object.fromEntries(Object.entries(fence).map(([kind, [one]]) => [kind, one]));
  const ports = {
    objects: readerOf('server: ', { Environment: of, ...server }) as Objects,
    reader: readerOf('', { ...fenced, ...known, ...cache }),
    podLogs: {
      tail: async (one: object, options: object) => {
        reads.push(`log ${JSON.stringify({ ...one, ...options })}`);
        return lines;
      },
    },
    isolation: {
      enforcesPolicies: async () => {
        reads.push('policies');
        return 'enforced' as const;
      },
    },
    redact: redactor(['hunter2-hunter2']),
    urlOf: () => 'http://shop-pr-12.localhost',
  };
  return { reads, ports };
}

const ours = '{"dungeonmaster.dev/environment":"shop-pr-12"}';

test('everything of one environment is read, and of no other', async () => {
  const { reads, ports } = scripted([pod()]);
  const world = await gatherEnvironment(ports, name);
  assert.deepEqual(reads, [
    'server: Environment dungeon-master/shop-pr-12',
    'Namespace /shop-pr-12',
    `all Pod of shop-pr-12 ${ours}`,
    `all ResourceQuota of shop-pr-12 ${ours}`,
    `all LimitRange of shop-pr-12 ${ours}`,
    `all NetworkPolicy of shop-pr-12 ${ours}`,
    `all Service of shop-pr-12 ${ours}`,
    `all Deployment of shop-pr-12 ${ours}`,
  ]);
  assert.deepEqual([world?.pods.length, world?.failureLog, world?.url], [1, [], 'http://shop-pr-12.localhost']);
  assert.deepEqual([world?.policies, world?.hasPullSecret], [undefined, false]);
});

test('that a name is free is the word of the server: a cache of what is ours does not know the namespaces of others', async () => {
  const theirs = stored({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } } as const);
  const { ports } = scripted([], [], { cache: { Namespace: undefined }, server: { Namespace: theirs } });
  assert.equal((await gatherEnvironment(ports, name))?.namespace, theirs);
});

test('where there is no namespace nothing else is looked for', async () => {
  const { reads, ports } = scripted([], [], { cache: { Namespace: undefined } });
  const world = await gatherEnvironment(ports, name);
  assert.deepEqual(world?.parts, noParts);
  assert.ok(!reads.some((read) => read.includes('Service')), reads.join('; '));
});

test('what lost our label is found by its name, so that it is not made anew for ever', async () => {
  const unlabelled = { ...service, metadata: { ...service.metadata, labels: {} } };
  const { ports } = scripted([], [], { cache: { Service: undefined }, server: { Service: unlabelled } });
  assert.deepEqual((await gatherEnvironment(ports, name))?.parts.Service, [unlabelled]);
});

test('of an environment that is being deleted only its namespace and pods are read, from the server', async () => {
  const { reads, ports } = scripted([], [], { of: environment({ metadata: deleted() }) });
  await gatherEnvironment(ports, name);
  assert.deepEqual(reads.slice(1, 3), ['server: Namespace /shop-pr-12', `server: all Pod of shop-pr-12 ${ours}`]);
  assert.ok(!reads.some((read) => read.includes('Deployment')), reads.join('; '));
});

test('law 7: whether policies are enforced is asked for code of a fork only', async () => {
  const { spec } = environment();
  const fork = { ...environment(), spec: { ...spec, pullRequest: { ...spec.pullRequest, fork: true } } };
  const { reads, ports } = scripted([], [], { of: fork as Stored<Environment> });
  assert.equal((await gatherEnvironment(ports, name))?.policies, 'enforced');
  assert.ok(reads.includes('policies'));
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

test('of what runs and is not ready in time the last lines of this very run are read', async () => {
  const progressing = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' } as const;
  const condition = { ...progressing, message: '', lastTransitionTime: '2025-06-01T13:00:00Z' };
  const late = deployment({ observedGeneration: 1, conditions: [condition] });
  const { reads, ports } = scripted([pod({ ready: false })], ['listening on 127.0.0.1'], {
    cache: { Deployment: late },
  });
  assert.deepEqual((await gatherEnvironment(ports, name))?.failureLog, ['listening on 127.0.0.1']);
  assert.equal(reads.at(-1), 'log {"name":"shop-50","namespace":"shop-pr-12","lines":20,"previous":false}');
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

test('law 8: a secret in how a container ended, or in what refuses its pods, is masked', async () => {
  const terminated = {
    exitCode: 128,
    reason: 'StartError',
    message: 'exec: "run --token=hunter2-hunter2": no such file',
  };
  const refused = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' } as const;
  const condition = { ...refused, message: 'TOKEN=hunter2-hunter2', lastTransitionTime: '2025-06-01T13:00:00Z' };
  const { ports } = scripted([pod({ lastState: { terminated } })], [], {
    cache: { Deployment: deployment({ conditions: [condition] }) },
  });
  const world = await gatherEnvironment(ports, name);
  assert.ok(JSON.stringify(world).includes('no such file'));
  assert.ok(!JSON.stringify(world).includes('hunter2'), JSON.stringify(world));
});

const SECRET = '{"auths":{"ghcr.io":{"auth":"aHVudGVyMg=="}}}';
const secretOf = (content: string, field = '.dockerconfigjson'): Stored<Secret> =>
  stored({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'registry-credentials', namespace: name },
    type: 'kubernetes.io/dockerconfigjson',
    data: { [field]: Buffer.from(content).toString('base64') },
  });

const contents: Record<string, { found: Stored<Secret>; says: object }> = {
  'as it is configured': { found: secretOf(SECRET), says: { '.dockerconfigjson': 'as configured' } },
  'another one': { found: secretOf('{"auths":{}}'), says: { '.dockerconfigjson': 'something else' } },
  'in another field': { found: secretOf(SECRET, 'other'), says: { other: 'something else' } },
};

for (const [sentence, { found, says }] of Object.entries(contents)) {
  test(`law 8: of the content of a pull secret a world only says what it is: ${sentence}`, async () => {
    const { ports } = scripted([], [], { server: { Secret: found } });
    const world = await gatherEnvironment(
      { ...ports, pullSecrets: (image) => (image.startsWith('ghcr.io/') ? SECRET : undefined) },
      name,
    );
    assert.equal(world?.hasPullSecret, true);
    assert.deepEqual(world.parts.Secret[0]?.data, says);
  });
}

test('credentials of another registry are not for this image', async () => {
  const { ports } = scripted([]);
  const world = await gatherEnvironment({ ...ports, pullSecrets: () => undefined }, name);
  assert.equal(world?.hasPullSecret, false);
});
