import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { registryOf } from './image-registry.ts';

const hosts: Record<string, string> = {
  'ghcr.io/acme/shop': 'ghcr.io',
  '123456789012.dkr.ecr.sa-east-1.amazonaws.com/shop': '123456789012.dkr.ecr.sa-east-1.amazonaws.com',
  'registry:5000/shop': 'registry:5000',
  'localhost/shop': 'localhost',
  'acme/shop': 'docker.io',
  nginx: 'docker.io',
};

for (const [image, host] of Object.entries(hosts)) {
  test(`${image} is from ${host}`, () => assert.equal(registryOf(image), host));
}
