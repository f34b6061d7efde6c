import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import { startTestCluster } from '#dev/cluster/for-test.ts';
import type { Cluster } from '#dev/cluster/cluster.ts';
import { visit } from '#apps/up/people/visitor.ts';
import { startOpen } from './open.testing.ts';
import { dm, makePlace, startUp, type Place } from '#test/e2e/dm.testing.ts';

const CONTEXT = ['--context', 'dungeon-master'] as const;

describe('the story of a pull request on a real cluster', () => {
  let cluster: Cluster;
  let place: Place;
  before(async () => {
    cluster = await startTestCluster({ nodes: 2 });
    const made = await makePlace();
    place = { ...made, environment: { ...made.environment, KUBECONFIG: cluster.kubeconfigFile } };
  });
  after(async () => {
    await place.remove();
    await cluster.close();
  });

  const onCluster = () => [...CONTEXT, '--registry', cluster.registryAddress, '--plain-http'];
  const ours = async (kind: string) =>
    (
      await cluster.kubectl([
        'get',
        kind,
        '--all-namespaces',
        '--selector=app.kubernetes.io/managed-by=dungeon-master',
        '--output=name',
      ])
    ).trim();

  test('it is lived through with real images and real pods, no visitor is turned away, and nothing is left', async () => {
    const up = startUp(place, '--exit', '--port', '0', ...onCluster());
    const code = await up.ended;
    const end = up.lines.findLast((line) => 'ok' in line);
    assert.deepEqual({ ok: end?.['ok'], error: end?.['error'] }, { ok: true, error: undefined });
    assert.equal(code, 0);
    assert.equal(end?.['failedRequests'], 0);
    assert.ok(Number(end?.['requests']) > 0, 'somebody asked while the code was replaced');
    for (const kind of ['namespaces', 'deployments', 'pods']) assert.equal(await ours(kind), '', `${kind} are left`);
    assert.equal(
      (
        await cluster.kubectl(['get', 'applications,environments,actrequests', '--all-namespaces', '--output=name'])
      ).trim(),
      '',
    );
  });

  test('while it runs, the cluster itself answers what is asked of it, and a preview is opened by port-forward', async () => {
    const up = startUp(place, '--port', '0', ...onCluster());
    await up.line('the first preview', ({ event, where }) => event === 'seen' && where === 'browser');

    const listed = JSON.parse((await dm(place, 'env', 'list', '--json', ...CONTEXT)).stdout);
    assert.equal(listed.environments[0].name, 'shop-pr-1');
    const logs = await dm(place, 'env', 'logs', 'shop-pr-1', ...CONTEXT);
    assert.match(logs.stdout, /the shop is open/);
    const described = await cluster.kubectl(['get', 'environments', '--namespace=dungeon-master']);
    assert.match(described, /shop-pr-1/);

    const opened = await startOpen(place, 'shop-pr-1', 'dungeon-master');
    const url = new URL(opened.url);
    const { status, body } = await visit(url, Number(url.port));
    assert.equal(status, 200);
    assert.match(body, /adventurer/);
    assert.equal(await opened.stop(), 130);

    up.child.kill('SIGINT');
    assert.equal(await up.ended, 130);
    assert.equal(await ours('namespaces'), '', 'Ctrl-C leaves nothing behind');
  });
});
