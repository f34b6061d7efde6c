import { strict as assert } from 'node:assert';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { stringify } from 'yaml';
import { CodedError } from '#lib/coded-error.ts';
import { clusterOfContext } from './kubeconfig.ts';

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dm-kubeconfig-'));
  process.env['KUBECONFIG'] = join(directory, 'config');
});
after(() => rm(directory, { recursive: true, force: true }));

const server = 'https://example.test:6443/k8s/clusters/a';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

interface Given {
  readonly cluster?: object;
  readonly user?: object;
  readonly current?: string;
}

/** One context, `shop`, whose parts are as given. */
const write = ({ cluster = {}, user = {}, current = 'shop' }: Given): Promise<void> =>
  writeFile(
    join(directory, 'config'),
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server, ...cluster } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'shop', context: { cluster: 'c', user: 'u' } }],
      'current-context': current,
    }),
  );

test('the current context is taken when none is named', async () => {
  await write({ user: { token: 'secret' } });
  const { context, access } = await clusterOfContext(undefined);
  assert.equal(context, 'shop');
  assert.equal(access.server.href, server);
  assert.equal(await access.credentials?.token(), 'secret');
});

test('certificates come as data or as files; a client certificate needs no token', async () => {
  await writeFile(join(directory, 'client.key'), 'KEY');
  await write({
    cluster: { 'certificate-authority-data': base64('CA'), 'tls-server-name': 'kubernetes' },
    user: { 'client-certificate-data': base64('CERT'), 'client-key': join(directory, 'client.key') },
  });
  const { access } = await clusterOfContext('shop');
  assert.deepEqual(access, {
    server: new URL(server),
    certificateAuthority: 'CA',
    serverName: 'kubernetes',
    clientCertificate: { certificate: 'CERT', key: 'KEY' },
  });
});

test('a program gives the token, as "aws eks get-token" does', async () => {
  const program = join(directory, 'get-token');
  const credential = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: 'of it' },
  };
  await writeFile(program, `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`);
  await chmod(program, 0o755);
  const exec = { apiVersion: credential.apiVersion, command: program, interactiveMode: 'Never' };
  await write({ user: { exec } });
  assert.equal(await (await clusterOfContext('shop')).access.credentials?.token(), 'of it');
});

test('all who ask at once start the program once', async () => {
  const program = join(directory, 'count');
  const starts = join(directory, 'starts');
  const status = { token: 'shared', expirationTimestamp: '2020-01-01T00:00:00Z' };
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status };
  await writeFile(program, `#!/bin/sh\necho started >> ${starts}\necho '${JSON.stringify(credential)}'\n`);
  await chmod(program, 0o755);
  await write({ user: { exec: { apiVersion: credential.apiVersion, command: program, interactiveMode: 'Never' } } });
  const { credentials = assert.fail() } = (await clusterOfContext('shop')).access;
  const tokens = await Promise.all(Array.from({ length: 20 }, () => credentials.token()));
  assert.deepEqual([...new Set(tokens)], ['shared']);
  assert.equal(await readFile(starts, 'utf8'), 'started\n');
  await credentials.token();
  assert.equal(await readFile(starts, 'utf8'), 'started\nstarted\n');
});

test('any certificate is trusted only where the file says so', async () => {
  await write({ cluster: { 'insecure-skip-tls-verify': true } });
  assert.equal((await clusterOfContext('shop')).access.insecure, true);
  await write({});
  assert.equal((await clusterOfContext('shop')).access.insecure, undefined);
});

const refused: Record<string, { given: () => Promise<void>; context?: string; code: string; next: RegExp }> = {
  'a context that is not there': { given: () => write({}), context: 'other', code: 'NoSuchContext', next: /shop/ },
  'no context at all': { given: () => write({ current: '' }), code: 'NoContext', next: /shop/ },
  'a cluster behind a proxy': {
    given: () => write({ cluster: { 'proxy-url': 'http://proxy.test:3128' } }),
    code: 'ProxyUnsupported',
    next: /directly/,
  },
  'a file that is no YAML': {
    given: () => writeFile(join(directory, 'config'), '{'),
    code: 'KubeconfigUnreadable',
    next: /KUBECONFIG/,
  },
};
for (const [what, { given, context, code, next }] of Object.entries(refused)) {
  test(`${what} is ${code}, with what to do`, async () => {
    await given();
    await assert.rejects(clusterOfContext(context), (error) => {
      assert.ok(error instanceof CodedError, String(error));
      assert.equal(error.code, code);
      assert.match(error.next ?? '', next);
      return true;
    });
  });
}
