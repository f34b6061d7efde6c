import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { addressOf } from './reference.ts';

const hub = (path: string) => ({ registry: 'docker.io', host: 'registry-1.docker.io', path });
const on = (registry: string, path: string) => ({ registry, host: registry, path });

const cases: Record<string, { name: string; address: object | undefined }> = {
  "a bare name is one of Docker Hub's official images": { name: 'shop', address: hub('library/shop') },
  'a name with an owner is on Docker Hub': { name: 'acme/shop', address: hub('acme/shop') },
  'Docker Hub may be named': { name: 'docker.io/acme/shop', address: hub('acme/shop') },
  'Docker Hub may be named by its old name': { name: 'index.docker.io/shop', address: hub('library/shop') },
  'a dot makes a registry': { name: 'ghcr.io/acme/shop', address: on('ghcr.io', 'acme/shop') },
  'a port makes a registry': { name: 'registry:5000/shop', address: on('registry:5000', 'shop') },
  'localhost is a registry': { name: 'localhost/shop', address: on('localhost', 'shop') },
  'a registry of ECR': {
    name: '123456789012.dkr.ecr.sa-east-1.amazonaws.com/team/shop',
    address: on('123456789012.dkr.ecr.sa-east-1.amazonaws.com', 'team/shop'),
  },
  'two underscores are a separator': { name: 'ghcr.io/a__b/c-d.e', address: on('ghcr.io', 'a__b/c-d.e') },
  'a port without a registry is no name': { name: 'shop:5000', address: undefined },
  'an empty part is no name': { name: 'ghcr.io/acme//shop', address: undefined },
  'a registry alone is no name': { name: 'ghcr.io/', address: undefined },
  'a part that leads out is no name': { name: 'ghcr.io/../shop', address: undefined },
  'a user before the host is no name': { name: 'ghcr.io@evil.example/shop', address: undefined },
  'three underscores are no separator': { name: 'ghcr.io/a___b', address: undefined },
};

for (const [sentence, { name, address }] of Object.entries(cases)) {
  test(sentence, () => assert.deepEqual(addressOf(name), address));
}
