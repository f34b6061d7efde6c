import { strict as assert } from 'node:assert';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Client } from '#adapters/kubernetes/transport/client.ts';
import { fixedToken, tokenFile } from '#adapters/kubernetes/transport/token-file.ts';
import type { ControlPlane } from '#dev/control-plane/control-plane.ts';
import { waitFor } from '#dev/processes/wait.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import { lease } from '#ports/objects/samples.contract.ts';
import { adminOf, connect, startCluster } from './cluster.testing.ts';
import { observedCache } from './observed-cache.testing.ts';

const LONG_MS = 60_000;
const RBAC = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
const FLOW = '/apis/flowcontrol.apiserver.k8s.io/v1';

/** Makes what no kind of ours is. */
const create = (client: Client, path: string, body: object) => client.call({ method: 'POST', path, body });

const everything = (subject: object) => ({
  metadata: { name: `everything-${randomUUID()}` },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [subject],
});

describe('many calls, and who makes them', () => {
  let plane: ControlPlane;
  let admin: ReturnType<typeof connect>;
  before(async () => {
    plane = await startCluster({ users: [{ user: 'ann', groups: ['builders'] }] });
    admin = connect(adminOf(plane));
  });
  after(async () => {
    admin.client.close();
    await plane.close();
  });

  test('of thousands of small answers each is whole, however TLS packs them', async () => {
    const namespace = 'small';
    const fieldManager = 'test';
    const metadata = { name: namespace };
    await admin.objects.apply('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata }, { fieldManager });
    for (let round = 0; round < 5; round += 1) {
      const applies = Array.from({ length: 300 }, (_, index) =>
        admin.objects.apply('Lease', lease({ name: `lease-${index}`, namespace }, String(round)), { fieldManager }),
      );
      await Promise.all(applies);
    }
  });

  test('a token that ends and is replaced in its file is renewed unnoticed', async (context) => {
    const secrets = '/api/v1/namespaces/default/secrets';
    const accounts = '/api/v1/namespaces/default/serviceaccounts';
    await create(admin.client, accounts, { metadata: { name: 'app' } });
    await create(admin.client, RBAC, everything({ kind: 'ServiceAccount', name: 'app', namespace: 'default' }));
    /** A token that is good for as long as a Secret is there (API reference, TokenRequest `boundObjectRef`). */
    const issue = async (secret: string): Promise<string> => {
      await create(admin.client, secrets, { metadata: { name: secret } });
      const boundObjectRef = { kind: 'Secret', apiVersion: 'v1', name: secret };
      const answer = await create(admin.client, `${accounts}/app/token`, {
        spec: { audiences: [], expirationSeconds: 3_600, boundObjectRef },
      });
      return (answer as { status: { token: string } }).status.token;
    };
    const file = join(tmpdir(), `dm-token-${randomUUID()}`);
    context.after(() => rm(file));
    const old = await issue('first');
    await writeFile(file, old);
    // Its clock stands still: only a refusal makes it read again.
    const subject = connect({ ...adminOf(plane), credentials: tokenFile(file, { now: () => 0 }) });
    const withOld = connect({ ...adminOf(plane), credentials: fixedToken(old) });
    context.after(() => {
      subject.client.close();
      withOld.client.close();
    });
    const cache = await observedCache(context, subject.objects, admin.objects, 'renewal');
    const fills = cache.fills();

    await writeFile(file, await issue('second'));
    await admin.client.call({ method: 'DELETE', path: `${secrets}/first` });
    await waitFor('the end of the old token', LONG_MS, async () => {
      await subject.objects.get('Namespace', { name: 'default' });
      return withOld.objects.get('Namespace', { name: 'default' }).then(
        () => false,
        (error: unknown) => isObjectsError(error, 'Forbidden'),
      );
    });
    await subject.objects.get('Namespace', { name: 'default' });
    await cache.alive();
    await cache.demandEqual();
    assert.equal(cache.fills(), fills);
  });

  test('a storm of calls that the server refuses for being too many is calmed, and each is answered', async (context) => {
    await create(admin.client, RBAC, everything({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'ann' }));
    await create(admin.client, `${FLOW}/prioritylevelconfigurations`, {
      metadata: { name: 'narrow' },
      spec: {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: 1,
          lendablePercent: 0,
          borrowingLimitPercent: 0,
          limitResponse: { type: 'Reject' },
        },
      },
    });
    const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true };
    await create(admin.client, `${FLOW}/flowschemas`, {
      metadata: { name: 'narrow' },
      spec: {
        matchingPrecedence: 2,
        priorityLevelConfiguration: { name: 'narrow' },
        rules: [{ subjects: [{ kind: 'User', user: { name: 'ann' } }], resourceRules: [all] }],
      },
    });
    const credentials = fixedToken(plane.token('ann') ?? '');
    const ann = connect({ ...adminOf(plane), credentials });
    context.after(() => ann.client.close());
    const cache = await observedCache(context, ann.objects, admin.objects, 'storm');
    const fills = cache.fills();
    await Promise.all(Array.from({ length: 300 }, (_, index) => cache.write(`lease-${index}`, 'x'.repeat(200))));

    const refused = async () => {
      const metrics = await admin.client.text({ method: 'GET', path: '/metrics', accept: 'text/plain' });
      const lines = metrics.split('\n').filter((line) => /^apiserver_flowcontrol_rejected.*"narrow"/.test(line));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    };
    const began = performance.now();
    const lists = Array.from({ length: 50 }, () => ann.objects.list('Lease', { namespace: 'storm' }));
    for (const { items } of await Promise.all(lists)) assert.ok(items.length >= 300);
    const refusals = await refused();
    assert.ok(refusals > 0, 'nothing was refused');
    context.diagnostic(`50 lists in ${Math.round(performance.now() - began)} ms, ${refusals} times refused`);
    await cache.alive();
    await cache.demandEqual();
    assert.equal(cache.fills(), fills);
  });
});
