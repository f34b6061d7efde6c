import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { manualTimers } from '#ports/manual-timers.testing.ts';
import { inClusterAccess } from './in-cluster.ts';

async function serviceAccount(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dm-service-account-'));
  context.after(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'ca.crt'), 'PEM');
  await writeFile(join(directory, 'token'), 'secret\n');
  return directory;
}

const servers: Record<string, { environment: Record<string, string>; server: string }> = {
  'an address and a port': {
    environment: { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '6443' },
    server: 'https://10.0.0.1:6443/',
  },
  'an address without a port': {
    environment: { KUBERNETES_SERVICE_HOST: '10.0.0.1' },
    server: 'https://10.0.0.1/',
  },
  'an IPv6 address': {
    environment: { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' },
    server: 'https://[fd00::1]/',
  },
};
for (const [what, { environment, server }] of Object.entries(servers)) {
  test(`in a pod the API server is where the kubelet says: ${what}`, async (context) => {
    const access = await inClusterAccess(environment, manualTimers(), await serviceAccount(context));
    assert.equal(access.server.href, server);
    assert.equal(access.certificateAuthority, 'PEM');
    assert.equal(await access.credentials?.token(), 'secret');
  });
}

test('outside of a pod it is said what to do', async (context) => {
  const directory = await serviceAccount(context);
  await assert.rejects(inClusterAccess({}, manualTimers(), directory), { code: 'NotInCluster', source: 'user' });
});

test('a pod without a service account is told so', async () => {
  await assert.rejects(inClusterAccess({ KUBERNETES_SERVICE_HOST: 'a' }, manualTimers(), '/nowhere'), {
    code: 'NotInCluster',
    message: /ca\.crt/,
  });
});
