import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { moduleDirectory } from './go.ts';
import { keyOf } from './key.ts';
import { buildArguments, KUBERNETES_VERSION, sources, type Source } from './modules.ts';

const every = Object.entries(sources);

test('every program is pinned by a go.mod and a go.sum', () => {
  for (const [name, { module }] of every)
    for (const file of ['go.mod', 'go.sum']) assert.ok(existsSync(join(moduleDirectory(module), file)), name);
});

test('what kubectl says is the version that is pinned', () => {
  const pinned = readFileSync(join(moduleDirectory('kubernetes'), 'go.mod'), 'utf8');
  assert.match(pinned, new RegExp(`^require k8s.io/kubernetes ${KUBERNETES_VERSION}$`, 'm'));
  assert.match(buildArguments(sources.kubectl).join(' '), new RegExp(`gitVersion=${KUBERNETES_VERSION} `));
});

test('no build changes what is pinned', () => {
  for (const [name, source] of every) assert.ok(buildArguments(source).includes('-mod=readonly'), name);
});

const source: Source = { module: 'pods', package: 'dungeonmaster.dev/pods/web', files: ['web/main.go'] };
const key = keyOf(source, 'go1.26.8 linux amd64');
const others: Record<string, string> = {
  'another compiler': keyOf(source, 'go1.26.9 linux amd64'),
  'another program': keyOf({ ...source, package: 'dungeonmaster.dev/pods/pause' }, 'go1.26.8 linux amd64'),
  'other variables': keyOf({ ...source, variables: { 'main.version': '2' } }, 'go1.26.8 linux amd64'),
  'other files': keyOf({ ...source, files: ['pause/main.go'] }, 'go1.26.8 linux amd64'),
  'other modules': keyOf({ ...source, module: 'etcd', files: [] }, 'go1.26.8 linux amd64'),
};

test('the same sources and compiler have the same key', () => assert.equal(keyOf(source, 'go1.26.8 linux amd64'), key));
for (const [what, other] of Object.entries(others)) test(`${what}: another key`, () => assert.notEqual(other, key));
