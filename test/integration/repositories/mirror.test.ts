import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before as beforeAll, beforeEach, test } from 'node:test';
import { allowedEnvironment } from '#adapters/local/processes/environment.ts';
import { gitAt } from '#adapters/local/repository/git.ts';
import { createCommitTree } from '#adapters/local/repository/commit-tree.ts';
import { locateRepository, RepositoryError } from '#adapters/local/repository/locate.ts';
import { Mirror } from '#adapters/local/repository/mirror.ts';
import { watchBranches } from '#adapters/local/repository/watch.ts';
import { realTimers, until } from '#adapters/local/real-time.testing.ts';
import { fingerprintOf } from '#test/fingerprint.testing.ts';
import { MadeRepository } from '#test/made-repository.testing.ts';

const run = { environment: allowedEnvironment(process.env, dirname(process.execPath)) };
let root = '';
let place = '';
let count = 0;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'dm-mirror-'))));
after(() => rm(root, { recursive: true, force: true }));
beforeEach(() => void (place = join(root, String((count += 1)))));

const shop = (branch = 'main') => new MadeRepository(join(place, 'shop'), branch);
const mirrorOf = async (directory: string) =>
  new Mirror(join(place, 'mirror.git'), await locateRepository(directory, run), run);

test('the base is main, else master', async () => {
  const main = shop();
  main.commit('one', { a: '1' });
  main.git('branch', 'master');
  assert.equal((await locateRepository(main.directory, run)).base, 'main');
  const master = new MadeRepository(join(place, 'old'), 'master');
  master.commit('one', { a: '1' });
  assert.equal((await locateRepository(master.directory, run)).base, 'master');
});

test('the base is what origin calls it, and its local branch is what counts', async () => {
  const origin = shop('trunk');
  origin.commit('one', { a: '1' });
  const clone = join(place, 'clone');
  execFileSync('git', ['clone', '--quiet', origin.directory, clone]);
  const found = await locateRepository(clone, run);
  assert.deepEqual([found.base, found.baseRef], ['trunk', 'refs/heads/trunk']);
  execFileSync('git', ['checkout', '--quiet', '-b', 'work'], { cwd: clone });
  execFileSync('git', ['branch', '--quiet', '-D', 'trunk'], { cwd: clone });
  const without = await locateRepository(clone, run);
  assert.deepEqual([without.base, without.baseRef], ['trunk', 'refs/remotes/origin/trunk']);
});

test('a directory within, a link to it, a worktree and a bare repository are the same repository', async () => {
  const made = shop();
  made.commit('one', { 'src/a': '1' });
  made.git('worktree', 'add', '--quiet', '-b', 'other', join(place, 'tree'));
  await symlink(made.directory, join(place, 'link'));
  const paths = [made.directory, join(made.directory, 'src'), join(place, 'link'), join(place, 'tree')];
  const found = await Promise.all(paths.map((path) => locateRepository(path, run)));
  assert.deepEqual(new Set(found.map(({ gitDirectory }) => gitDirectory)).size, 1);
  assert.deepEqual(
    found.map(({ name }) => name),
    ['shop', 'shop', 'shop', 'shop'],
  );
  execFileSync('git', ['clone', '--quiet', '--bare', made.directory, join(place, 'api.git')]);
  assert.equal((await locateRepository(join(place, 'api.git'), run)).name, 'api');
});

const refused: Record<string, { code: RepositoryError['code']; at: () => string; path?: string }> = {
  'a directory that is not there': { code: 'NoSuchDirectory', at: () => join(place, 'nowhere') },
  'a directory without a repository': { code: 'NotARepository', at: () => root },
  'a repository without commits': { code: 'NoBaseBranch', at: () => shop().directory },
  'a repository with another branch only': {
    code: 'NoBaseBranch',
    at: () => {
      const feature = shop('feature');
      feature.commit('one', { a: '1' });
      return feature.directory;
    },
  },
  'a repository with other object ids': {
    code: 'UnsupportedFormat',
    at: () => {
      execFileSync('git', ['init', '--quiet', '--object-format=sha256', join(place, 'long')]);
      return join(place, 'long');
    },
  },
  'a repository that a newer git made': {
    code: 'UnsupportedFormat',
    at: () => {
      const made = shop();
      made.git('config', 'core.repositoryFormatVersion', '1');
      made.git('config', 'extensions.notYetInvented', 'true');
      return made.directory;
    },
  },
  'a repository on a machine without git': { code: 'GitMissing', at: () => shop().directory, path: '/nonexistent' },
};

for (const [what, { code, at, path }] of Object.entries(refused)) {
  test(`${what} is refused as ${code}, by the path that was given`, async () => {
    const directory = at();
    const environment = { ...run.environment, ...(path !== undefined && { PATH: path }) };
    await assert.rejects(locateRepository(directory, { environment }), (error) => {
      assert.ok(error instanceof RepositoryError, String(error));
      assert.deepEqual([error.code, error.source, error.next !== undefined], [code, 'user', true]);
      assert.ok(error.message.startsWith(`--repo ${directory}: `), error.message);
      return true;
    });
  });
}

test('branches come newest first, and say whether the base has them', async () => {
  const made = shop();
  const first = made.commit('one', { a: '1' });
  const older = made.branch('older', 'two', { b: '2' });
  const newer = made.branch('feature/newer', 'three', { c: '3' });
  made.git('branch', 'merged', 'main');
  const mirror = await mirrorOf(made.directory);
  await mirror.refresh();
  const branches = (await mirror.branches()).map(({ name, sha, merged }) => ({ name, sha, merged }));
  assert.deepEqual(branches, [
    { name: 'feature/newer', sha: newer, merged: false },
    { name: 'older', sha: older, merged: false },
    { name: 'merged', sha: first, merged: true },
  ]);
  assert.equal(await mirror.baseSha(), first);
});

test('a refresh follows pushes, rewritten and deleted branches', async () => {
  const made = shop();
  made.commit('one', { a: '1' });
  made.branch('work', 'two', { b: '2' });
  made.branch('gone', 'three', { c: '3' });
  const mirror = await mirrorOf(made.directory);
  const headsNow = async () => {
    await mirror.refresh();
    return (await mirror.branches()).map(({ name, sha }) => [name, sha]);
  };
  assert.deepEqual(new Set((await headsNow()).map(([name]) => name)), new Set(['gone', 'work']));
  made.git('checkout', '--quiet', 'work');
  made.git('commit', '--quiet', '--amend', '--message=rewritten');
  made.git('branch', '--quiet', '-D', 'gone');
  assert.deepEqual(await headsNow(), [['work', made.git('rev-parse', 'work')]]);
});

test('nothing of the repository changes when it is read, not even the link counts of its files', async () => {
  const made = shop();
  made.commit('one', { a: '1', 'src/b': '2' });
  made.branch('work', 'two', { c: '3' });
  made.git('gc', '--quiet');
  made.commit('loose', { d: '4' });
  const before = await fingerprintOf(made.directory);
  const mirror = await mirrorOf(made.directory);
  await mirror.refresh();
  await mirror.branches();
  await mirror.fingerprint();
  const out = join(place, 'out');
  const git = ['--git-dir', mirror.directory, '--work-tree', out];
  execFileSync('mkdir', [out]);
  execFileSync('git', [...git, 'read-tree', '--reset', '-u', 'refs/heads/work'], { stdio: 'pipe' });
  assert.deepEqual((await readdir(out)).toSorted(), ['a', 'c', 'd', 'src']);
  await mirror.refresh();
  assert.deepEqual(await fingerprintOf(made.directory), before);
});

test('a repository that cannot be written to can be read', async () => {
  const made = shop();
  made.commit('one', { a: '1' });
  for (const directory of [made.directory, join(made.directory, '.git')]) await chmod(directory, 0o555);
  const mirror = await mirrorOf(made.directory);
  await mirror.refresh();
  assert.equal(await mirror.baseSha(), made.git('rev-parse', 'main'));
  for (const directory of [made.directory, join(made.directory, '.git')]) await chmod(directory, 0o755);
});

/** In MiB. */
const sizeOf = (path: string): number => Number(execFileSync('du', ['-sm', path], { encoding: 'utf8' }).split('\t')[0]);

test('of 500 MB in its history only the files that are asked for are read', async () => {
  const made = shop();
  made.git('config', 'core.compression', '0');
  made.git('config', 'core.bigFileThreshold', '1m');
  for (let part = 0; part < 10; part++) {
    execFileSync('dd', ['if=/dev/urandom', `of=${join(made.directory, 'large.bin')}`, 'bs=1M', 'count=50'], {
      stdio: 'pipe',
    });
    made.commit(`part ${part}`, {});
  }
  made.commit('without', { 'large.bin': null, 'package.json': '{}' });
  assert.ok(sizeOf(join(made.directory, '.git')) >= 490, 'the repository must be as large as it is said to be');
  const mirror = await mirrorOf(made.directory);
  await mirror.refresh();
  assert.equal((await mirror.branches()).length, 0);
  assert.equal(
    execFileSync('git', ['--git-dir', mirror.directory, 'show', 'main:package.json'], { encoding: 'utf8' }),
    '{}',
  );
  assert.ok(sizeOf(mirror.directory) <= 2, `the mirror takes ${sizeOf(mirror.directory)} MB`);
});

test('a commit, a new branch, a deletion and a packing are noticed soon after they happen', async (context) => {
  const made = shop();
  made.commit('one', { a: '1' });
  let looks = 0;
  const { gitDirectory } = await locateRepository(made.directory, run);
  // A clock of hours: what is noticed was told by the file system.
  const timers = { after: (ms: number, task: () => void) => realTimers.after(ms > 1000 ? 3_600_000 : ms, task) };
  const stop = watchBranches(gitDirectory, timers, async () => void (looks += 1));
  context.after(stop);
  const acts: Record<string, () => void> = {
    'a commit': () => void made.commit('two', { a: '2' }),
    'a new branch': () => void made.git('branch', 'team/work'),
    'a commit on it': () => void made.branch('team/work', 'three', { a: '3' }),
    'a packing': () => void made.git('pack-refs', '--all'),
    'a deletion': () => {
      made.git('checkout', '--quiet', 'main');
      made.git('branch', '--quiet', '-D', 'team/work');
    },
  };
  for (const [what, act] of Object.entries(acts)) {
    const before = looks;
    act();
    await until(`${what} is noticed`, () => looks > before);
  }
});

/** A clone as a user makes it; `words` go before its source. */
function cloned(from: MadeRepository, name: string, ...words: readonly string[]): MadeRepository {
  from.git('config', 'uploadpack.allowFilter', 'true');
  from.git('clone', '--quiet', ...words, `file://${from.directory}`, join(place, name));
  return new MadeRepository(join(place, name));
}

const inMirror = ({ directory }: Mirror, ...words: readonly string[]) =>
  execFileSync('git', ['--git-dir', directory, ...words], { encoding: 'utf8', stdio: 'pipe' }).trim();
const countIn = (mirror: Mirror, ref: string) => Number(inMirror(mirror, 'rev-list', '--count', ref));

const actsOnShallow: Record<string, { act: (clone: MadeRepository, origin: MadeRepository) => void; commits: number }> =
  {
    'as it was cloned': { act: () => undefined, commits: 1 },
    'with commits on top': { act: (clone) => void clone.commit('more', { b: '1' }), commits: 2 },
    'whose base moved to another shallow commit': {
      act: (clone, origin) => {
        for (const part of ['1', '2', '3']) origin.commit(`later ${part}`, { a: part });
        clone.git('fetch', '--quiet', '--depth=1', 'origin');
        clone.git('reset', '--quiet', '--hard', 'origin/main');
      },
      commits: 1,
    },
    'that got its history': { act: (clone) => void clone.git('fetch', '--quiet', '--unshallow'), commits: 3 },
  };

for (const [what, { act, commits }] of Object.entries(actsOnShallow)) {
  test(`a shallow clone ${what} is mirrored and followed`, async () => {
    const origin = shop();
    for (const part of ['one', 'two', 'three']) origin.commit(part, { a: part });
    const clone = cloned(origin, 'clone', '--depth=1');
    const mirror = await mirrorOf(clone.directory);
    await mirror.refresh();
    assert.equal(countIn(mirror, 'main'), 1);
    act(clone, origin);
    const work = clone.branch('work', 'on top', { c: '1' });
    await mirror.refresh();
    assert.equal(countIn(mirror, 'main'), commits);
    const branches = (await mirror.branches()).map(({ name, sha, merged }) => [name, sha, merged]);
    assert.deepEqual(branches, [['work', work, false]]);
    assert.equal(inMirror(mirror, 'show', 'work:c'), '1');
  });
}

test('a repository that becomes shallow is mirrored as it is then', async () => {
  const origin = shop();
  for (const part of ['one', 'two', 'three']) origin.commit(part, { a: part });
  const clone = cloned(origin, 'clone');
  const mirror = await mirrorOf(clone.directory);
  await mirror.refresh();
  assert.equal(countIn(mirror, 'main'), 3);
  clone.git('fetch', '--quiet', '--depth=1', 'origin');
  await mirror.refresh();
  assert.equal(countIn(mirror, 'main'), 1);
  assert.equal(inMirror(mirror, 'show', 'main:a'), 'three');
});

test('a git that does not end is ended', async () => {
  const made = shop();
  // It reads its input, which nobody closes.
  await assert.rejects(gitAt(made.directory, ['cat-file', '--batch'], { ...run, timeoutMs: 50 }), {
    code: 'GitFailed',
    message: `git cat-file: ${made.directory}: did not end within 0.05 seconds`,
  });
});

const packsOf = async (directory: string) =>
  (await readdir(join(directory, 'objects/pack'))).map((name) => join(directory, 'objects/pack', name));

const damages: Record<string, (mirror: string) => Promise<unknown>> = {
  'an empty HEAD': (mirror) => truncate(join(mirror, 'HEAD')),
  'a lock of its configuration': (mirror) => writeFile(join(mirror, 'config.lock'), ''),
  'an empty configuration': (mirror) => truncate(join(mirror, 'config')),
  'a lock of a branch': (mirror) => writeFile(join(mirror, 'packed-refs.lock'), ''),
  'garbage for branches': (mirror) => writeFile(join(mirror, 'packed-refs'), 'garbage'),
  'no objects at all': (mirror) => rm(join(mirror, 'objects'), { recursive: true }),
  'no packs': async (mirror) => Promise.all((await packsOf(mirror)).map((path) => rm(path))),
  'half a pack': async (mirror) => {
    for (const path of await packsOf(mirror)) {
      await chmod(path, 0o644);
      if (path.endsWith('.pack')) await truncate(path, 100);
    }
  },
  'a file in its place': async (mirror) => {
    await rm(mirror, { recursive: true });
    await writeFile(mirror, '');
  },
};

for (const [damage, act] of Object.entries(damages)) {
  test(`a mirror with ${damage} is in order after the next start`, async () => {
    const made = shop();
    for (const part of ['one', 'two', 'three']) made.commit(part, { a: part });
    made.branch('gone', 'four', { b: '1' });
    await (await mirrorOf(made.directory)).refresh();
    await act(join(place, 'mirror.git'));
    made.git('checkout', '--quiet', 'main');
    made.git('branch', '--quiet', '-D', 'gone');
    const work = made.branch('work', 'five', { c: '1' });
    const mirror = await mirrorOf(made.directory);
    await mirror.refresh();
    assert.deepEqual(
      (await mirror.branches()).map(({ name, sha }) => [name, sha]),
      [['work', work]],
    );
    assert.equal(countIn(mirror, 'main'), 3);
    assert.equal(inMirror(mirror, 'show', 'main:a'), 'three');
    assert.equal(inMirror(mirror, 'show', 'work:c'), '1');
    assert.deepEqual((await readdir(place)).toSorted(), ['mirror.git', 'shop']);
  });
}

test('a mirror that cannot be made anew, since the repository cannot be read, is kept', async () => {
  const made = shop();
  const base = made.commit('one', { a: '1' });
  await (await mirrorOf(made.directory)).refresh();
  const mirror = await mirrorOf(made.directory);
  await writeFile(join(mirror.directory, 'config.lock'), '');
  await rm(join(made.directory, '.git/objects', base.slice(0, 2)), { recursive: true });
  await assert.rejects(mirror.refresh(), { code: 'GitFailed' });
  await truncate(join(made.directory, '.git/HEAD'));
  await assert.rejects(mirror.refresh(), { code: 'GitFailed' });
  assert.equal(await mirror.baseSha(), base);
  assert.deepEqual((await readdir(place)).toSorted(), ['mirror.git', 'shop']);
});

test('what killed processes left of a mirror goes before it is made, and nothing else', async () => {
  const made = shop();
  made.commit('one', { a: '1' });
  const kept = ['mirror.git.new', 'mirror.git.other.git.1.new', 'other.git.1.new'];
  for (const name of ['mirror.git.1.new', 'mirror.git.4194304.new', ...kept]) {
    await mkdir(join(place, name));
    await writeFile(join(place, name, 'HEAD'), '');
  }
  await (await mirrorOf(made.directory)).refresh();
  assert.deepEqual((await readdir(place)).toSorted(), ['mirror.git', ...kept, 'shop'].toSorted());
});

const partial: Record<string, { words: readonly string[]; lacksTrees: boolean }> = {
  'without files': { words: ['--filter=blob:none'], lacksTrees: false },
  'without directories': { words: ['--filter=tree:0'], lacksTrees: true },
  'that is shallow, too': { words: ['--filter=blob:none', '--depth=1'], lacksTrees: true },
};

for (const [what, { words, lacksTrees }] of Object.entries(partial)) {
  test(`a partial clone ${what} says what it lacks, and goes on once it has it`, async () => {
    const origin = shop();
    origin.commit('one', { a: '1' });
    origin.commit('two', { a: '2' });
    const clone = cloned(origin, 'clone', '--no-checkout', ...words);
    const mirror = await mirrorOf(clone.directory);
    const readIt = async () => {
      await mirror.refresh();
      return createCommitTree(mirror.directory, await mirror.baseSha(), run).read('a');
    };
    const lacking = {
      code: 'GitFailed',
      verb: lacksTrees ? 'clone' : 'ls-tree',
      words: 'the repository is a partial clone, and an object that is needed is only at its remote "origin"',
      next: `fetch the objects: git -C ${clone.directory} fetch --refetch --no-filter origin`,
    };
    await assert.rejects(readIt(), lacking);
    clone.git('fetch', '--quiet', '--refetch', '--no-filter', 'origin');
    assert.equal(await readIt(), '2');
  });
}

test('a partial clone that lacks only files that nobody asks for is read as any other', async () => {
  const origin = shop();
  origin.commit('one', { a: '1' });
  origin.commit('two', { a: '2' });
  const clone = cloned(origin, 'clone', '--filter=blob:none');
  await rm(origin.directory, { recursive: true });
  const mirror = await mirrorOf(clone.directory);
  await mirror.refresh();
  const work = clone.branch('work', 'three', { b: '3' });
  await mirror.refresh();
  assert.deepEqual(
    (await mirror.branches()).map(({ sha }) => sha),
    [work],
  );
  const tree = createCommitTree(mirror.directory, work, run);
  assert.deepEqual([await tree.read('a'), await tree.read('b')], ['2', '3']);
});

test('a repository that lost an object is told to look what else it lost', async () => {
  const made = shop();
  made.commit('one', { a: '1' });
  const tree = made.git('rev-parse', 'main^{tree}');
  await rm(join(made.directory, '.git/objects', tree.slice(0, 2)), { recursive: true });
  const mirror = await mirrorOf(made.directory);
  await assert.rejects(mirror.refresh(), {
    code: 'GitFailed',
    next: `see what it lacks: git -C ${made.directory} fsck`,
  });
});
