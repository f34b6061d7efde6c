import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Kind } from '#model/kinds.ts';
import { withCode } from '#ports/objects/samples.contract.ts';
import { collectionPath, objectPath } from './paths.ts';

const paths: Record<string, readonly [found: string, path: string]> = {
  'a kind of the core group': [objectPath('Pod', { name: 'a', namespace: 'n' }), '/api/v1/namespaces/n/pods/a'],
  'a kind of another group': [
    objectPath('Lease', { name: 'a', namespace: 'n' }),
    '/apis/coordination.k8s.io/v1/namespaces/n/leases/a',
  ],
  'a kind without namespaces': [objectPath('Namespace', { name: 'n' }), '/api/v1/namespaces/n'],
  'a subresource': [objectPath('Pod', { name: 'a', namespace: 'n' }, 'log'), '/api/v1/namespaces/n/pods/a/log'],
  'a name that must be encoded': [
    objectPath('Pod', { name: '../a?b#c d%', namespace: 'n/m' }),
    '/api/v1/namespaces/n%2Fm/pods/..%2Fa%3Fb%23c%20d%25',
  ],
  'the objects of a namespace': [collectionPath('Service', 'n'), '/api/v1/namespaces/n/services'],
  'the objects of all namespaces': [collectionPath('Service'), '/api/v1/services'],
  'the objects of a kind without namespaces, whatever the namespace': [
    collectionPath('Namespace', 'n'),
    '/api/v1/namespaces',
  ],
};
for (const [sentence, [found, path]] of Object.entries(paths)) {
  test(`the path of ${sentence}`, () => assert.equal(found, path));
}

const refusals: Record<string, () => string> = {
  'an object without a name': () => objectPath('Pod', { name: '', namespace: 'n' }),
  'a name that is a way up': () => objectPath('Pod', { name: '..', namespace: 'n' }),
  'a namespace that is a way up': () => objectPath('Pod', { name: 'a', namespace: '.' }),
  'an empty namespace': () => objectPath('Pod', { name: 'a', namespace: '' }),
  'an object without its namespace': () => objectPath('Pod', { name: 'a' }),
  'an object with a namespace that its kind has not': () => objectPath('Namespace', { name: 'a', namespace: 'n' }),
  'a kind that we do not know': () => collectionPath('ConfigMap' as Kind),
};
for (const [sentence, path] of Object.entries(refusals)) {
  test(`there is no path to ${sentence}`, () => assert.throws(path, withCode('Invalid')));
}
