import { strict as assert } from 'node:assert';
import { describe, test, type TestContext } from 'node:test';
import { MAXIMUM_SOURCE_BYTES, SourceTreeError, type SourceTree, type SourceTreeErrorCode } from './source-tree.ts';

/** What a tree is made of: by path, the bytes of a file or the target of a symbolic link. */
export type TreeContent = Readonly<Record<string, string | Uint8Array | { readonly link: string }>>;

export type MakeSourceTree = (content: TreeContent, context: TestContext) => Promise<SourceTree>;

const content: TreeContent = {
  Dockerfile: 'FROM node\r\n',
  empty: '',
  'package.json': '\uFEFF{}',
  'packages/api/package.json': '{"name":"api"}',
  large: 'x'.repeat(MAXIMUM_SOURCE_BYTES + 1),
  'just right': 'x'.repeat(MAXIMUM_SOURCE_BYTES),
  binary: new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0]),
  latin: new Uint8Array([0x63, 0x61, 0x66, 0xe9]),
  outside: { link: '/etc/passwd' },
  inside: { link: 'Dockerfile' },
  elsewhere: { link: 'packages' },
};

const texts: Record<string, { path: string; text: string | undefined }> = {
  'a text comes as it is, line ends and all': { path: 'Dockerfile', text: 'FROM node\r\n' },
  'an empty file is a text': { path: 'empty', text: '' },
  'a byte order mark is left out': { path: 'package.json', text: '{}' },
  'a file in a directory is read': { path: 'packages/api/package.json', text: '{"name":"api"}' },
  'a file as long as allowed is read': { path: 'just right', text: 'x'.repeat(MAXIMUM_SOURCE_BYTES) },
  'a file that is not there is undefined': { path: 'Procfile', text: undefined },
  'a file in a directory that is not there is undefined': { path: 'no/such/file', text: undefined },
  'a path below a file is undefined': { path: 'Dockerfile/x', text: undefined },
  'a path that leads out is undefined': { path: '../Dockerfile', text: undefined },
};

const refusals: Record<string, { path: string; code: SourceTreeErrorCode }> = {
  'a file that is too long': { path: 'large', code: 'TooLarge' },
  'a program': { path: 'binary', code: 'NotText' },
  'a text that is not UTF-8': { path: 'latin', code: 'NotText' },
  'a directory': { path: 'packages', code: 'NotAFile' },
  'a link that leads out': { path: 'outside', code: 'Link' },
  'a link within': { path: 'inside', code: 'Link' },
  'a file below a link': { path: 'elsewhere/api/package.json', code: 'Link' },
};

/** Registers the cases that every implementation of the port has to pass. */
export function sourceTreeContract(name: string, make: MakeSourceTree): void {
  describe(`source tree: ${name}`, () => {
    for (const [sentence, { path, text }] of Object.entries(texts)) {
      test(sentence, async (context) => assert.equal(await (await make(content, context)).read(path), text));
    }
    for (const [sentence, { path, code }] of Object.entries(refusals)) {
      test(`refused: ${sentence}`, async (context) => {
        const tree = await make(content, context);
        await assert.rejects(tree.read(path), (error) => error instanceof SourceTreeError && error.code === code);
      });
    }
    test('the root is listed, links and directories too', async (context) => {
      const names = await (await make(content, context)).list('');
      assert.deepEqual(
        names.toSorted(),
        [...new Set(Object.keys(content).map((path) => path.split('/')[0] ?? path))].toSorted(),
      );
    });
    test('a directory is listed', async (context) =>
      assert.deepEqual(await (await make(content, context)).list('packages'), ['api']));
    for (const path of ['nowhere', 'Dockerfile', 'elsewhere', '..']) {
      test(`there are no names in "${path}"`, async (context) =>
        assert.deepEqual(await (await make(content, context)).list(path), []));
    }
  });
}
