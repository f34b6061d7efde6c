import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { LocatedRepository } from '#adapters/local/repository/locate.ts';
import { draftFor } from '#features/init/repositories.testing.ts';
import { CodedError } from '#lib/coded-error.ts';
import { parseApplicationFile } from '#model/application-file.ts';
import { applicationName, repositoryRef } from '#model/ids.ts';
import { applicationOf, checkNames, repositoryNames } from './repository.ts';

const located = (name: string, above = '/home/ana'): LocatedRepository => {
  const path = `${above}/${name}`;
  return { path, gitDirectory: `${path}/.git`, name, base: 'main', baseRef: 'refs/heads/main' };
};

const names: Record<string, { directories: readonly LocatedRepository[]; are: readonly string[] }> = {
  'a repository is called by its directory': { directories: [located('shop')], are: ['shop'] },
  'of two with one name the second has a number': {
    directories: [located('shop', '/a'), located('shop', '/b')],
    are: ['shop', 'shop-2'],
  },
  'GitHub does not tell letters of two sizes apart': {
    directories: [located('Shop', '/a'), located('shop', '/b')],
    are: ['Shop', 'shop-2'],
  },
  'a number that is taken is left out': {
    directories: [located('shop', '/a'), located('shop-2', '/b'), located('shop', '/c')],
    are: ['shop', 'shop-2', 'shop-3'],
  },
  'the order in which they are given gives nobody another name': {
    directories: [located('shop', '/b'), located('shop', '/a')],
    are: ['shop-2', 'shop'],
  },
  'what GitHub allows in no name becomes a dash': {
    directories: [located('my shop (old)')],
    are: ['my-shop-old-'],
  },
  'a name without a letter that GitHub knows is a dash': { directories: [located('лавка')], are: ['-'] },
  'a directory without a name is a repository': { directories: [located('')], are: ['repository'] },
};
for (const [sentence, { directories, are }] of Object.entries(names)) {
  test(sentence, () => {
    const found = repositoryNames(directories);
    assert.deepEqual(found, are);
    for (const name of found) assert.ok(repositoryRef.safeParse({ id: 1, fullName: `ana/${name}` }).success, name);
  });
}

test('a long name is as long as GitHub allows, its number included', () => {
  const found = repositoryNames([located('x'.repeat(200), '/a'), located('x'.repeat(200), '/b')]);
  assert.ok(
    found.every((name) => name.length <= 100),
    found.join(' '),
  );
  assert.equal(new Set(found).size, 2);
});

const header = 'apiVersion: dungeonmaster.dev/v1alpha1\nkind: Application\n';
const applications: Record<string, { text: string; is: string }> = {
  'the application is called as its file says': {
    text: `${header}metadata: {name: boutique}\nspec: {}\n`,
    is: 'boutique',
  },
  'a file with a mistake elsewhere still says it': {
    text: `${header}metadata:\n  name: boutique # ours\nspec:\n  chekcs: none\n`,
    is: 'boutique',
  },
  'in quotes too': { text: `${header}metadata:\n  name: "boutique"\nspec: {chekcs: none}\n`, is: 'boutique' },
  'a file whose name cannot be leaves it to the other files': {
    text: `${header}metadata:\n  name: -boutique\nspec: {}\n`,
    is: 'shop',
  },
  'so does an empty one': { text: '', is: 'shop' },
};
for (const [sentence, { text, is }] of Object.entries(applications)) {
  test(sentence, async () => {
    const draft = await draftFor({});
    const parsed = parseApplicationFile(text);
    assert.equal(applicationOf({ parsed, draft, text, redraft: () => draft, isOwn: true, test: undefined }), is);
  });
}

const known = (name: string, directory: string) => ({
  application: applicationName.parse(name),
  source: located(directory),
});

test('repositories with names of their own are fine', () => {
  checkNames([known('shop', 'a'), known('api', 'b')]);
});

test('two repositories that are the same application are refused, both by their paths', () =>
  assert.throws(
    () => checkNames([known('api', 'c'), known('shop', 'a'), known('shop', 'b')]),
    (error) => {
      assert.ok(error instanceof CodedError, String(error));
      assert.deepEqual([error.code, error.source], ['NameTaken', 'user']);
      assert.match(error.message, /\/home\/ana\/a and \/home\/ana\/b are both the application "shop"/);
      assert.match(error.next ?? '', /metadata\.name/);
      return true;
    },
  ));
