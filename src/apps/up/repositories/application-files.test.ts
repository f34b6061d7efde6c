import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Answers } from '#features/init/draft.ts';
import { parseApplicationFile, type ApplicationFile, type ParsedFile } from '#model/application-file.ts';
import { applicationName } from '#model/ids.ts';
import { memoryTree } from '#ports/source-tree/memory-tree.testing.ts';
import type { TreeContent } from '#ports/source-tree/source-tree.contract.ts';
import { SourceTreeError, type SourceTree } from '#ports/source-tree/source-tree.ts';
import { ApplicationFiles, type FileAtCommit } from './application-files.ts';

const SHA = 'a'.repeat(40);
const header = 'apiVersion: dungeonmaster.dev/v1alpha1\nkind: Application\n';
const ownFile = (spec: string, name = 'shop') => `${header}metadata: {name: ${name}}\nspec: ${spec}\n`;
const manifest = (scripts: object, name = 'shop') => JSON.stringify({ name, scripts });
const startOnly = { 'package.json': manifest({ start: 'node .' }) };
const tested = { 'package.json': manifest({ start: 'node .', test: 'node --test' }) };
const workflow = 'on: [push, pull_request]\njobs:\n  unit:\n    runs-on: x\n    steps: [{run: npm test}]\n';

const filesOf = (treeOf: (sha: string) => SourceTree, answers: Answers = {}) =>
  new ApplicationFiles({ treeOf, directory: 'shop', answers });

const read = (content: TreeContent, answers: Answers = {}): Promise<FileAtCommit> =>
  filesOf(() => memoryTree(content), answers).at(SHA);

function fileOf(parsed: ParsedFile): ApplicationFile {
  assert.ok(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.problems));
  return parsed.file;
}

const tests: Record<string, { content: TreeContent; answers?: Answers; isOwn: boolean; test: string | undefined }> = {
  'the file of a commit says how it is tested': {
    content: { ...tested, 'dungeonmaster.yaml': ownFile('{test: make check}') },
    isOwn: true,
    test: 'make check',
  },
  'a file that leaves the test out leaves it to the other files': {
    content: { ...tested, 'dungeonmaster.yaml': ownFile('{}') },
    isOwn: true,
    test: 'npm test',
  },
  'a file that cannot be understood leaves it to the other files': {
    content: { ...tested, 'dungeonmaster.yaml': ownFile('{tests: make check}') },
    isOwn: true,
    test: 'npm test',
  },
  'without a file the other files say it': { content: tested, isOwn: false, test: 'npm test' },
  'where no file says it, nothing does': { content: startOnly, isOwn: false, test: undefined },
  'an answer says it where the files do not': {
    content: { 'main.go': '' },
    answers: { test: 'go test ./...' },
    isOwn: false,
    test: 'go test ./...',
  },
  'a test that was left open is none': { content: startOnly, answers: { test: '' }, isOwn: false, test: undefined },
};
for (const [sentence, { content, answers, isOwn, test: command }] of Object.entries(tests)) {
  test(sentence, async () => {
    const found = await read(content, answers);
    assert.deepEqual({ isOwn: found.isOwn, test: found.test }, { isOwn, test: command }, found.text);
  });
}

test('the text of an own file is as it was committed', async () => {
  const text = `${ownFile('{}')}# by hand\n`;
  assert.equal((await read({ 'dungeonmaster.yaml': text })).text, text);
});

const defaults: Record<string, { content: TreeContent; checks: object }> = {
  'a repository without a test has no checks by default': { content: startOnly, checks: { kind: 'none' } },
  'a repository with a test has the check "test" by default': {
    content: tested,
    checks: { kind: 'named', names: ['test'] },
  },
  'a repository with a test and a workflow has the checks of the workflow': {
    content: { ...tested, '.github/workflows/ci.yaml': workflow },
    checks: { kind: 'named', names: ['unit'] },
  },
  'a workflow without a test to run here is no check': {
    content: { ...startOnly, '.github/workflows/ci.yaml': workflow },
    checks: { kind: 'none' },
  },
};
for (const [sentence, { content, checks }] of Object.entries(defaults)) {
  test(sentence, async () => {
    const { text, parsed } = await read(content);
    const { name, team } = fileOf(parsed);
    assert.deepEqual({ name, checks: team.checks }, { name: 'shop', checks }, text);
    assert.deepEqual(parsed, parseApplicationFile(text), 'the text says what is parsed');
    assert.deepEqual(
      team.stages.map((stage) => stage.name),
      ['staging'],
    );
  });
}

test('a branch that calls itself something else still is the application that was registered', async () => {
  const files = filesOf(() => memoryTree({ 'package.json': manifest({ start: 'node .' }, 'boutique') }));
  assert.equal(fileOf((await files.at(SHA)).parsed).name, 'boutique');
  files.settle({}, applicationName.parse('shop'));
  assert.equal(fileOf((await files.at(SHA)).parsed).name, 'shop');
});

test('answers count for a commit that was read before they were given', async () => {
  const files = filesOf(() => memoryTree({ 'main.go': '' }));
  assert.equal((await files.at(SHA)).test, undefined);
  files.settle({ test: 'go test ./...', build: 'go build' }, applicationName.parse('shop'));
  const { test: command, parsed } = await files.at(SHA);
  assert.deepEqual([command, fileOf(parsed).workload.build], ['go test ./...', 'go build']);
});

test('what an answer would change can be seen before it is given', async () => {
  const found = await read({ 'main.go': '' });
  assert.equal(found.redraft({ test: 'go test ./...' }).test?.value, 'go test ./...');
  assert.equal(found.test, undefined, 'nothing was settled by it');
});

const notText: Record<string, TreeContent[string]> = {
  'that is not UTF-8': new Uint8Array([0x63, 0xe9]),
  'that is a link': { link: '/etc/passwd' },
};
for (const [what, entry] of Object.entries(notText)) {
  test(`a file ${what} counts as a file with nothing in it, not as a missing one`, async () => {
    const found = await read({ ...tested, 'dungeonmaster.yaml': entry });
    assert.deepEqual([found.text, found.isOwn, found.parsed.ok], ['', true, false]);
  });
}

/** A tree in which one file cannot be read for now. */
const without = (content: TreeContent, missing: string): SourceTree => {
  const tree = memoryTree(content);
  return {
    ...tree,
    read: async (path) => {
      if (path === missing) throw new SourceTreeError('Unavailable', path, 'git ended');
      return tree.read(path);
    },
  };
};
for (const missing of ['dungeonmaster.yaml', 'package.json']) {
  test(`${missing} that cannot be read now does not count as missing, and is read again`, async () => {
    const trees = [without(tested, missing), memoryTree(tested)];
    const files = filesOf(() => trees.shift() ?? memoryTree({}));
    await assert.rejects(files.at(SHA), (error) => error instanceof SourceTreeError && error.code === 'Unavailable');
    assert.equal((await files.at(SHA)).test, 'npm test');
  });
}

test('a commit is read once, as long as few are remembered', async () => {
  const asked: string[] = [];
  const files = filesOf((sha) => {
    asked.push(sha);
    return memoryTree(startOnly);
  });
  const known = Array.from({ length: 200 }, (_, index) => String(index));
  for (const sha of [...known, ...known]) await files.at(sha);
  assert.equal(asked.length, 200, 'each of 200 was read once');
  await files.at('one more');
  await files.at('199');
  assert.equal(asked.length, 201, 'of 201 the newest are remembered');
  await files.at('0');
  assert.equal(asked.at(-1), '0', 'of 201 the oldest is read again');
});
