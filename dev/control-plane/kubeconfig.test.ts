import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { parse } from 'yaml';
import { kubeconfigOf } from './kubeconfig.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n';

test('one context leads to one cluster as one user', () => {
  const text = kubeconfigOf({
    server: 'https://127.0.0.1:6443',
    certificateAuthority: PEM,
    token: '0123',
    user: 'admin',
    name: 'dungeon-master',
  });
  assert.deepEqual(parse(text), {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'dungeon-master',
    clusters: [
      {
        name: 'dungeon-master',
        cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': btoa(PEM) },
      },
    ],
    users: [{ name: 'admin', user: { token: '0123' } }],
    contexts: [{ name: 'dungeon-master', context: { cluster: 'dungeon-master', user: 'admin' } }],
  });
});
