import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { RepositoryRef } from '#model/ids.ts';
import { filesWithDefault } from './default-files.ts';

const ours: RepositoryRef = { id: 1, fullName: 'ana/shop' };
const theirs: RepositoryRef = { id: 2, fullName: 'bob/blog' };
const own = new Map([['ana/shop main dungeonmaster.yaml', 'own']]);
const files = filesWithDefault(
  { read: async ({ fullName }, ref, path) => own.get(`${fullName} ${ref} ${path}`) },
  async ({ id }, ref) => (id === ours.id ? `the default at ${ref}` : undefined),
);

const cases: Record<string, { read: Parameters<typeof files.read>; text: string | undefined }> = {
  'a file that is there is read as it is': { read: [ours, 'main', 'dungeonmaster.yaml'], text: 'own' },
  'where it is missing there is the default of that very commit': {
    read: [ours, 'cart', 'dungeonmaster.yaml'],
    text: 'the default at cart',
  },
  'other files have no default': { read: [ours, 'main', 'package.json'], text: undefined },
  'a file of that name elsewhere has no default': { read: [ours, 'main', 'web/dungeonmaster.yaml'], text: undefined },
  'a repository that is not ours has no default': { read: [theirs, 'main', 'dungeonmaster.yaml'], text: undefined },
};
for (const [sentence, { read, text }] of Object.entries(cases)) {
  test(sentence, async () => assert.equal(await files.read(...read), text));
}

test('an empty file is a file', async () => {
  const empty = filesWithDefault({ read: async () => '' }, async () => 'the default');
  assert.equal(await empty.read(ours, 'main', 'dungeonmaster.yaml'), '');
});
