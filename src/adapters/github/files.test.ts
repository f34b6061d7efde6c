import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { refusal, type Canned } from './canned.testing.ts';
import { gitHubOn, repository, sha } from './github.testing.ts';

const CONTENTS = 'GET /repos/{owner}/{repo}/contents/{path}';
const COMMIT = 'GET /repos/{owner}/{repo}/commits/{ref}';
const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/.{8}/g, '$&\n');
const file = (content: string) => ({ type: 'file', size: 1, encoding: 'base64', content });

const read = async (contents: Canned, commit: Canned = { data: { sha } }) => {
  const { github, asked } = gitHubOn({ [CONTENTS]: contents, [COMMIT]: commit });
  return { text: await github.files.read(repository, sha, 'deploy/app.yaml'), asked };
};

test('the text of a file comes decoded', async () => {
  const { text, asked } = await read({ data: file(base64('kind: Application # é\n')) });
  assert.equal(text, 'kind: Application # é\n');
  assert.deepEqual(asked, [
    { route: CONTENTS, parameters: { owner: 'acme', repo: 'shop', path: 'deploy/app.yaml', ref: sha } },
  ]);
});

test('an empty file is a file', async () => {
  assert.equal((await read({ data: file('') })).text, '');
});

test('a file is missing only where the commit itself can be read', async () => {
  assert.equal((await read(refusal(404, 'Not Found'))).text, undefined);
});

const failing: Record<string, { contents: Canned; commit?: Canned; code: string; says?: RegExp }> = {
  'a repository that is gone or hidden': {
    contents: refusal(404, 'Not Found'),
    commit: refusal(404, 'Not Found'),
    code: 'NotFound',
  },
  'a commit that GitHub does not know': {
    contents: refusal(404, 'No commit found'),
    commit: refusal(422, 'No commit found for SHA'),
    code: 'Invalid',
  },
  'GitHub failing at the second read': {
    contents: refusal(404, 'Not Found'),
    commit: refusal(500, ''),
    code: 'Unavailable',
  },
  'no permission': { contents: refusal(403, 'Resource not accessible by integration'), code: 'Forbidden' },
  'a directory': { contents: { data: [] }, code: 'Invalid', says: /is a directory/ },
  'a symbolic link': {
    contents: { data: { type: 'symlink', size: 1, target: 'x' } },
    code: 'Invalid',
    says: /is a symlink/,
  },
  'a submodule': { contents: { data: { type: 'submodule', size: 0 } }, code: 'Invalid', says: /is a submodule/ },
  'more than a megabyte': {
    contents: { data: { type: 'file', size: 2_000_000, encoding: 'none', content: '' } },
    code: 'Invalid',
    says: /too large: 2000000 bytes/,
  },
  'a binary file': { contents: { data: file('/////w==') }, code: 'Invalid', says: /not UTF-8/ },
};
for (const [sentence, { contents, commit, code, says = /./ }] of Object.entries(failing)) {
  test(`not read: ${sentence}`, () => assert.rejects(read(contents, commit), { code, message: says }));
}
