import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:http2';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { binaries } from '#dev/binaries/binaries.ts';
import { startControlPlane, type ControlPlane } from '#dev/control-plane/control-plane.ts';
import { get, type Question } from '#dev/control-plane/http.ts';
import { run } from '#dev/processes/run.ts';
import { waitFor } from '#dev/processes/wait.ts';
import { commandsWith, scratch } from './scratch.testing.ts';

const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: '1' } });

describe('a control plane without controllers', () => {
  const directory = scratch();
  let plane: ControlPlane;
  before(async () => {
    plane = await startControlPlane({ directory, users: [{ user: 'ann', groups: ['builders'] }] });
  });
  after(() => plane.close());

  const ask = (path: string, more: Partial<Question> = {}) => {
    const { url, certificateAuthority, adminToken: token } = plane;
    return get({ url: `${url}${path}`, certificateAuthority, token, ...more });
  };
  const configMaps = '/api/v1/namespaces/default/configmaps';
  const create = (name: string) => ask(configMaps, { method: 'POST', body: configMap(name) });

  test('it takes and gives objects as Kubernetes 1.37.2', async () => {
    assert.equal((await create('first')).status, 201);
    assert.equal((await ask(`${configMaps}/first`)).status, 200);
    const version = JSON.parse((await ask('/version')).body) as { gitVersion: string };
    assert.equal(version.gitVersion, 'v1.37.2');
  });

  test('a user is who the token says, and may do what RBAC allows', async () => {
    const refused = await ask(configMaps, { token: plane.token('ann') ?? '' });
    assert.equal(refused.status, 403);
    assert.match(refused.body, /User \\"ann\\" cannot list/);
    assert.equal((await ask(configMaps, { token: 'nobody' })).status, 401);
    assert.equal(plane.token('bob'), undefined);
  });

  test('a client certificate is made for anybody at any time', async () => {
    const { certificate: cert, key } = await plane.clientCertificate({ user: 'eve', groups: ['system:masters'] });
    const session = connect(plane.url, { ca: plane.certificateAuthority, cert, key });
    const stream = session.request({ ':path': configMaps });
    const status = await new Promise((resolve, reject) => {
      stream.once('response', (headers) => resolve(headers[':status']));
      session.once('error', reject);
    });
    session.destroy();
    assert.equal(status, 200);
  });

  test('kubectl understands its kubeconfig', async () => {
    const { kubectl } = await binaries(['kubectl'], console.error);
    const file = join(directory, 'kubeconfig');
    await writeFile(file, await plane.kubeconfig());
    assert.match(
      await run([kubectl, '--kubeconfig', file, 'get', 'namespaces', '--output=name']),
      /namespace\/default/,
    );
  });

  test('an API server that was killed comes again on its port with everything in it', async () => {
    await create('kept');
    const { url } = plane;
    await plane.apiServer.kill('SIGKILL');
    assert.equal(plane.apiServer.isRunning, false);
    await assert.rejects(ask('/readyz'), { code: 'ECONNREFUSED' });
    await plane.apiServer.start();
    await plane.apiServer.ready();
    assert.equal(plane.url, url);
    assert.equal((await ask(`${configMaps}/kept`)).status, 200);
  });

  test('a frozen API server takes connections and does not answer until it goes on', async () => {
    plane.apiServer.freeze();
    let answered = false;
    const answer = ask('/readyz').then(({ status }) => {
      answered = true;
      return status;
    });
    try {
      await assert.rejects(plane.apiServer.ready(200), { code: 'NotInTime' });
      assert.equal(answered, false);
    } finally {
      plane.apiServer.resume();
    }
    assert.equal(await answer, 200);
  });

  test('after a compaction a list does not go on where it was', async () => {
    await create('one');
    await create('two');
    const page = JSON.parse((await ask(`${configMaps}?limit=1`)).body) as { metadata: { continue: string } };
    const more = `${configMaps}?limit=1&continue=${encodeURIComponent(page.metadata.continue)}`;
    assert.equal((await ask(more)).status, 200);
    await create('three');
    await plane.compact();
    await waitFor('the page to be gone', 20_000, async () => (await ask(more)).status === 410);
    assert.match((await ask(more)).body, /"reason":"Expired"/);
  });

  test('after a compaction and a new start a watch does not go on where it was', async () => {
    const list = JSON.parse((await ask(configMaps)).body) as { metadata: { resourceVersion: string } };
    const watch = `${configMaps}?watch=true&timeoutSeconds=1&resourceVersion=${list.metadata.resourceVersion}`;
    await create('four');
    assert.match((await ask(watch)).body, /"type":"ADDED".*"name":"four"/);
    await plane.compact();
    await plane.apiServer.kill('SIGKILL');
    await plane.apiServer.start();
    await plane.apiServer.ready();
    assert.match((await ask(watch)).body, /"code":410/);
  });
});

test('with controllers a Deployment gets its pods, which wait for a node', async () => {
  const plane = await startControlPlane({ directory: scratch(), controllers: true });
  try {
    const { url, certificateAuthority, adminToken: token } = plane;
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'shop' } },
        template: {
          metadata: { labels: { app: 'shop' } },
          spec: { containers: [{ name: 'shop', image: 'shop:1' }] },
        },
      },
    };
    const deployments = `${url}/apis/apps/v1/namespaces/default/deployments`;
    const created = await get({ url: deployments, certificateAuthority, token, method: 'POST', body: deployment });
    assert.equal(created.status, 201);
    await waitFor('two pods that no node takes', 60_000, async () => {
      const { body } = await get({ url: `${url}/api/v1/namespaces/default/pods`, certificateAuthority, token });
      const { items } = JSON.parse(body) as { items: readonly { status: { conditions?: { reason: string }[] } }[] };
      return items.filter(({ status }) => status.conditions?.[0]?.reason === 'Unschedulable').length === 2;
    });
  } finally {
    await plane.close();
  }
});

test('closing it leaves neither process nor file', async () => {
  const directory = scratch();
  const plane = await startControlPlane({ directory });
  assert.equal(commandsWith(`${directory}/`).length, 2);
  await plane.close();
  assert.deepEqual(commandsWith(directory), []);
  assert.equal(existsSync(directory), false);
});

test('a killed test leaves neither process nor file', async () => {
  const directory = scratch();
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const owner = spawn(process.execPath, [main, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  let running: readonly string[] = [];
  for await (const line of createInterface({ input: owner.stdout })) {
    assert.match(line, /^https:/);
    running = commandsWith(`${directory}/`);
    owner.kill('SIGKILL');
  }
  assert.equal(running.length, 2);
  await waitFor('what it left to be gone', 30_000, () => commandsWith(directory).length === 0);
  await waitFor('its directory to be gone', 30_000, () => !existsSync(directory));
});
