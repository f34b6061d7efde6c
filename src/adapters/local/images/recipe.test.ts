import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hexOf, readRecipe, removeOldDrafts, writeRecipe, type Recipe } from './recipe.ts';

const HOUR_MS = 60 * 60 * 1000;
const now = Date.now();
const recipe: Recipe = {
  tree: '1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b',
  runtime: 'v24 test',
  mirror: '/mirrors/shop.git',
  commit: { repository: 'acme/shop', sha: 'b2' },
};
let root = '';
before(async () => void (root = await mkdtemp(join(tmpdir(), 'recipes-'))));
after(() => rm(root, { recursive: true, force: true }));

test('what is written is read, and nothing else is left', async () => {
  const cache = await mkdtemp(join(root, 'cache-'));
  const digest = await writeRecipe(cache, recipe);
  assert.deepEqual(await readRecipe(cache, digest), recipe);
  assert.deepEqual(await readdir(join(cache, 'recipes')), [`${hexOf(digest)}.json`]);
});

const draft = `${'0'.repeat(64)}.json.0b7e5c1e-36a5-4c6f-8a0e-2d3a9d1f5b10`;
const cases: Record<string, { name: string; hoursAgo: number; stays: boolean }> = {
  'a draft that is older than a day is nobody’s': { name: draft, hoursAgo: 25, stays: false },
  'a younger draft may be renamed yet': { name: draft, hoursAgo: 23, stays: true },
  'a recipe stays, however old': { name: `${'0'.repeat(64)}.json`, hoursAgo: 9000, stays: true },
};
for (const [sentence, { name, hoursAgo, stays }] of Object.entries(cases)) {
  test(sentence, async () => {
    const cache = await mkdtemp(join(root, 'cache-'));
    const path = join(cache, 'recipes', name);
    await mkdir(join(cache, 'recipes'));
    await writeFile(path, '');
    const written = new Date(now - hoursAgo * HOUR_MS);
    await utimes(path, written, written);
    await removeOldDrafts(cache, now);
    assert.deepEqual(await readdir(join(cache, 'recipes')), stays ? [name] : []);
  });
}

test('a cache without recipes has no drafts', () => removeOldDrafts(join(root, 'nowhere'), now));
