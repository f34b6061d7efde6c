import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { allowedEnvironment, buildEnvironment } from './environment.ts';

const secrets = {
  AWS_PROFILE: 'y',
  AWS_SECRET_ACCESS_KEY: 'x',
  GITHUB_TOKEN: 'x',
  NODE_AUTH_TOKEN: 'x',
  NODE_OPTIONS: '-r z',
  NPM_TOKEN: 'x',
  SSH_AUTH_SOCK: '/x',
  npm_config__auth: 'x',
  'npm_config_//registry.example.com/:_authToken': 'x',
};
const network = {
  HTTPS_PROXY: 'http://proxy.example.com:3128',
  no_proxy: 'localhost',
  npm_config_registry: 'https://registry.example.com/',
  npm_config_cafile: '/etc/ssl/company.pem',
  NODE_EXTRA_CA_CERTS: '/etc/ssl/company.pem',
};
const plain = { HOME: '/home/ada', LANG: 'C' };
const all = { ...plain, ...secrets, ...network, PATH: '/bin' };

test('of our environment, only what is on the list goes on', () => {
  assert.deepEqual(allowedEnvironment(all, '/node/bin'), { ...plain, PATH: '/node/bin:/bin' });
});

test('builds see besides where npm is to ask and whom it is to trust, and no token', () => {
  assert.deepEqual(buildEnvironment(all, '/node/bin'), { ...plain, ...network, PATH: '/node/bin:/bin' });
});

test('there is a PATH even when we have none', () => {
  assert.match(allowedEnvironment({}, '/node/bin')['PATH'] ?? '', /^\/node\/bin:.*\/bin/);
});
