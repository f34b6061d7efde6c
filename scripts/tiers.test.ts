import { strict as assert } from 'node:assert';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { tiers } from './tiers.ts';

test('every test file belongs to a tier', () => {
  const patterns = tiers.flatMap((tier) => (tier.kind === 'tests' ? tier.files : []));
  const known = new Set(patterns.flatMap((pattern) => globSync(pattern)));
  const folders = ['src', 'test', 'scripts', 'dev', 'examples'];
  const all = globSync(folders.map((folder) => `${folder}/**/*.test.ts`));
  assert.deepEqual(
    all.filter((file) => !known.has(file)),
    [],
  );
});

test('every pattern of a tier finds a file', () => {
  const patterns = tiers.flatMap((tier) => (tier.kind === 'tests' ? tier.files : []));
  assert.deepEqual(
    patterns.filter((pattern) => globSync(pattern).length === 0),
    [],
  );
});
