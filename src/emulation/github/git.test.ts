import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { createGit } from './git.ts';

const execute = promisify(execFile);
const REPOSITORY = 1;

/** A bare repository with one commit: a file, one in a folder, one with an odd name, and a link. */
async function setUp(context: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'dungeon-master-git-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  const bare = join(directory, 'shop.git');
  const clone = join(directory, 'clone');
  await execute('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  await execute('git', ['clone', '--quiet', bare, clone]);
  const identity = ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', '-c', 'commit.gpgsign=false'];
  const run = async (...words: string[]) => (await execute('git', ['-C', clone, ...identity, ...words])).stdout.trim();
  await mkdir(join(clone, 'folder'));
  await writeFile(join(clone, 'file.txt'), 'é\n');
  await writeFile(join(clone, 'folder', 'inner.txt'), 'inner');
  await writeFile(join(clone, '*.txt'), 'star');
  await symlink('/etc/passwd', join(clone, 'link'));
  await run('add', '--all');
  await run('commit', '--quiet', '--message', 'first\n\nwith a body');
  await run('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
  const git = createGit({ directoryOf: () => bare, environment: { PATH: process.env['PATH'] ?? '' } });
  return { git, directory, run, head: await run('rev-parse', 'HEAD') };
}

const files: Record<string, string | undefined> = {
  'file.txt': 'é\n',
  'folder/inner.txt': 'inner',
  '*.txt': 'star',
  folder: undefined,
  link: undefined,
  'none.txt': undefined,
  '../file.txt': undefined,
  '/file.txt': undefined,
  '': undefined,
};

test('a file is read by its exact path; folders, links and what is not there are no files', async (context) => {
  const { git, head } = await setUp(context);
  for (const [path, text] of Object.entries(files)) {
    assert.equal(await git.read(REPOSITORY, head, path), text, path);
  }
});

test('an option is never taken for a commit, nor an expression for a branch', async (context) => {
  const { git, head } = await setUp(context);
  await assert.rejects(git.read(REPOSITORY, '--help', 'file.txt'), { code: 'BadCommit' });
  for (const branch of ['', '-x', 'a..b', 'main~1', 'a b', 'x.lock']) {
    await assert.rejects(git.moveBranch(REPOSITORY, branch, head, head), { code: 'BadBranch' }, branch);
  }
});

test('commits are read with all that the state needs, oldest first and only the unknown ones', async (context) => {
  const { git, run, head } = await setUp(context);
  const [first] = await git.commitsSince(REPOSITORY, head, []);
  assert.equal(first?.sha, head);
  assert.equal(first.message, 'first\n\nwith a body');
  assert.deepEqual(first.author, { name: 'Ana', email: 'ana@example.com' });
  assert.deepEqual(first.parents, []);
  await run('commit', '--quiet', '--allow-empty', '--message', 'second');
  await run('commit', '--quiet', '--allow-empty', '--message', 'third');
  await run('push', '--quiet', 'origin', 'HEAD:refs/heads/feature/cart');
  const heads = await git.heads(REPOSITORY);
  assert.deepEqual([...heads.keys()], ['feature/cart', 'main']);
  const since = await git.commitsSince(REPOSITORY, heads.get('feature/cart') ?? '', [head]);
  assert.deepEqual(
    since.map(({ message }) => message),
    ['second', 'third'],
  );
});

test('a branch is not moved when it is no longer where it was', async (context) => {
  const { git, run, head } = await setUp(context);
  await run('commit', '--quiet', '--allow-empty', '--message', 'second');
  await run('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
  await assert.rejects(git.moveBranch(REPOSITORY, 'main', head, head));
  assert.equal((await git.heads(REPOSITORY)).get('main'), await run('rev-parse', 'HEAD'));
});

test('check-outs side by side do not meet', async (context) => {
  const { git, directory, head } = await setUp(context);
  const places = ['one', 'two', 'three'].map((name) => join(directory, name));
  await Promise.all(places.map((place) => mkdir(place)));
  await Promise.all(places.map((place) => git.checkOut(REPOSITORY, head, place)));
  for (const place of places) {
    assert.deepEqual((await readdir(place)).toSorted(), ['*.txt', 'file.txt', 'folder', 'link']);
    assert.equal(await readFile(join(place, 'folder', 'inner.txt'), 'utf8'), 'inner');
  }
});
