import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { allowedEnvironment, buildEnvironment, type Environment } from '#adapters/local/processes/environment.ts';
import { markedProcesses } from '#adapters/local/processes/process-table.ts';
import type { Supervision } from '#adapters/local/processes/supervision.ts';
import { realClock, realTimers, until } from '#adapters/local/real-time.testing.ts';
import type { Workload } from '#model/application-file.ts';
import { imageDigest, type CommitSha, type ImageDigest } from '#model/ids.ts';
import { ContainersError } from '#ports/containers.ts';
import { ImagesError } from '#ports/images.ts';
import { createBuilds, type Builds } from './builds.ts';
import { createLocalImages } from './images.ts';
import { createRepository, type TestRepository } from './repository.testing.ts';
import { recordingSupervision } from './supervision.testing.ts';

const environment = allowedEnvironment(process.env, dirname(process.execPath));
const workload: Workload = { env: {}, service: { port: 3000, health: '/' } };
const { instance, programs, supervision } = testChildren();
let root = '';
let repository: TestRepository;
let caches = 0;
const allBuilds: Builds[] = [];

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'images-'));
  repository = await createRepository(join(root, 'shop'), environment);
});
after(async () => {
  await Promise.all(allBuilds.map((builds) => builds.close()));
  await rm(root, { recursive: true, force: true });
});

interface CacheSetting {
  readonly runtime?: string;
  readonly forBuilds?: Environment;
  readonly watched?: Supervision;
  /** Called at each step of a build. */
  readonly onStep?: (step: string) => void;
}

function createCache({
  runtime = 'v24 test',
  forBuilds = environment,
  watched = supervision,
  onStep = () => undefined,
}: CacheSetting = {}) {
  const cacheDirectory = join(root, `cache-${(caches += 1)}`);
  const steps: string[] = [];
  const images = createLocalImages({
    cacheDirectory,
    mirrorOf: () => repository.gitDirectory,
    environment,
    runtime,
    programs,
  });
  const builds: Builds = createBuilds({
    cacheDirectory,
    environment: forBuilds,
    programs,
    instance,
    supervision: watched,
    clock: realClock,
    timers: realTimers,
    onProgress: ({ step }) => {
      steps.push(step);
      onStep(step);
    },
  });
  allBuilds.push(builds);
  const find = (sha: CommitSha, changed: Partial<Workload> = {}) =>
    images.find({ repository: { id: 1, fullName: 'acme/Shop' }, sha, workload: { ...workload, ...changed } });
  const digestOf = async (sha: CommitSha, changed: Partial<Workload> = {}): Promise<ImageDigest> => {
    const image = await find(sha, changed);
    assert.ok(image, `${sha} must have an image`);
    return image.digest;
  };
  return { cacheDirectory, images, builds, steps, find, digestOf };
}

const unfinished = async (cacheDirectory: string) =>
  (await readdir(join(cacheDirectory, 'images'))).filter((name) => !/^[0-9a-f]{64}(\.ready)?$/.test(name));

const fails = (code: string, pattern: RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof ContainersError, String(thrown));
  assert.equal(thrown.code, code);
  assert.match(thrown.message, pattern);
  return true;
};

test('a commit has an image with a digest, named after the repository or as the workload says', async () => {
  const { find } = createCache();
  const sha = await repository.commit({ 'a.txt': 'one' });
  const image = await find(sha);
  assert.equal(image?.name, 'local/shop');
  assert.ok(imageDigest.safeParse(image?.digest).success, image?.digest);
  assert.equal((await find(sha, { image: 'registry.acme.com/shop:{sha}' }))?.name, 'registry.acme.com/shop');
});

test('an image that many ask for at one moment is found by all of them', async () => {
  const { find } = createCache();
  const sha = await repository.commit({ 'a.txt': 'many' });
  const found = await Promise.all(Array.from({ length: 20 }, () => find(sha)));
  assert.equal(new Set(found.map((image) => image?.digest)).size, 1);
});

test('a commit that the mirror does not have has no image, until it has it', async () => {
  const { find } = createCache();
  assert.equal(await find('1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b' as CommitSha), undefined);
});

test('a mirror that cannot be read is Unavailable', async () => {
  const images = createLocalImages({
    cacheDirectory: join(root, 'unused'),
    mirrorOf: () => join(root, 'nothing.git'),
    environment,
    runtime: 'v24 test',
    programs,
  });
  const sha = '1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b' as CommitSha;
  const asked = images.find({ repository: { id: 1, fullName: 'acme/shop' }, sha, workload });
  await assert.rejects(asked, (thrown) => thrown instanceof ImagesError && thrown.code === 'Unavailable');
});

test('the digest tells files, build command and runtime apart, and nothing else', async () => {
  const { digestOf } = createCache();
  const first = await repository.commit({ 'a.txt': 'one' });
  const changed = await repository.commit({ 'a.txt': 'two' });
  const back = await repository.commit({ 'a.txt': 'one' });
  const digest = await digestOf(first);
  assert.equal(await digestOf(back), digest, 'the same files are the same image');
  assert.equal(
    await digestOf(first, { env: { COLOUR: 'red' }, command: ['x'] }),
    digest,
    'how it runs is no part of it',
  );
  assert.notEqual(await digestOf(changed), digest);
  assert.notEqual(await digestOf(first, { build: 'true' }), digest);
  assert.notEqual(await createCache({ runtime: 'v26 test' }).digestOf(first), digest);
});

test('opening an image checks it out and builds it, in the allowed environment', async () => {
  const { builds, steps, digestOf } = createCache();
  const sha = await repository.commit({ 'src/a.txt': 'hello', '.gitattributes': 'src export-ignore\n' });
  const directory = await builds.open(await digestOf(sha, { build: 'cat src/a.txt > built && env > environment' }));
  assert.equal(await readFile(join(directory, 'built'), 'utf8'), 'hello');
  assert.deepEqual(steps, ['checkout', 'build', 'ready']);
  const names = (await readFile(join(directory, 'environment'), 'utf8')).split('\n').map((line) => line.split('=')[0]);
  const ofTheShell = ['PWD', 'OLDPWD', 'SHLVL', '_'];
  const allowed = new Set(['', ...Object.keys(environment), 'DUNGEON_MASTER_CHILD', ...ofTheShell]);
  assert.deepEqual(
    names.filter((name) => !allowed.has(name ?? '')),
    [],
  );
});

test('an image that is opened twice at the same time, and again, is built once', async () => {
  const { builds, steps, cacheDirectory, digestOf } = createCache();
  const digest = await digestOf(await repository.commit({ 'a.txt': 'three' }), { build: 'echo built' });
  const [one, two] = await Promise.all([builds.open(digest), builds.open(digest)]);
  assert.equal(one, two);
  await builds.open(digest);
  assert.deepEqual(steps, ['checkout', 'build', 'ready']);
  assert.deepEqual(await unfinished(cacheDirectory), []);
});

test('dependencies of a lockfile are installed', async () => {
  const { builds, steps, digestOf } = createCache();
  const sha = await repository.commit({
    'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', dependencies: { paint: 'file:paint' } }),
    'paint/package.json': JSON.stringify({ name: 'paint', version: '1.0.0', main: 'index.js' }),
    'paint/index.js': 'module.exports = "red";',
    'package-lock.json': JSON.stringify({
      name: 'shop',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'shop', version: '1.0.0', dependencies: { paint: 'file:paint' } },
        'node_modules/paint': { resolved: 'paint', link: true },
        paint: { version: '1.0.0' },
      },
    }),
  });
  const directory = await builds.open(await digestOf(sha, { build: `node -p 'require("paint")' > colour` }));
  assert.deepEqual(steps, ['checkout', 'install', 'build', 'ready']);
  assert.equal(await readFile(join(directory, 'colour'), 'utf8'), 'red\n');
  assert.ok(await stat(join(directory, 'node_modules/paint/index.js')));
});

const painted = {
  'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', dependencies: { paint: 'file:paint' } }),
  'paint/package.json': JSON.stringify({ name: 'paint', version: '1.0.0' }),
  'package-lock.json': JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { name: 'shop', version: '1.0.0', dependencies: { paint: 'file:paint' } },
      'node_modules/paint': { resolved: 'paint', link: true },
      paint: { version: '1.0.0' },
    },
  }),
};

test('the same lockfile is installed once: another commit gets a copy', async () => {
  const { builds, cacheDirectory, digestOf } = createCache();
  const one = await builds.open(await digestOf(await repository.commit({ ...painted, 'a.txt': 'seven' })));
  const [kept = ''] = await readdir(join(cacheDirectory, 'dependencies'));
  await writeFile(join(cacheDirectory, 'dependencies', kept, 'node_modules', 'kept'), '');
  const other = await builds.open(await digestOf(await repository.commit({ 'a.txt': 'eight' })));
  assert.deepEqual(await readdir(join(one, 'node_modules')), ['.package-lock.json', 'paint']);
  assert.deepEqual(await readdir(join(other, 'node_modules')), ['.package-lock.json', 'kept', 'paint']);
});

test('a project that does more at its install than to fill node_modules is installed each time', async () => {
  const { builds, cacheDirectory, digestOf } = createCache();
  const manifest = JSON.stringify({
    ...JSON.parse(painted['package.json']),
    scripts: { prepare: 'echo built > made' },
  });
  const sha = await repository.commit({ ...painted, 'package.json': manifest });
  const directory = await builds.open(await digestOf(sha));
  assert.equal(await readFile(join(directory, 'made'), 'utf8'), 'built\n');
  await assert.rejects(stat(join(cacheDirectory, 'dependencies')), 'nothing may be kept');
});

test('a lock that lacks what the manifest names is refused, in the words of npm', async () => {
  const { builds, digestOf } = createCache();
  const lock = JSON.stringify({ lockfileVersion: 3, packages: { '': {} } });
  const sha = await repository.commit({ ...painted, 'package-lock.json': lock });
  const opened = builds.open(await digestOf(sha));
  await assert.rejects(opened, fails('BuildFailed', /^npm ci .*are in sync.*Missing: paint@1\.0\.0 from lock file/s));
});

test('npm, its install scripts and the build command see where npm asks, and no secret', async () => {
  const notes = await mkdtemp(join(root, 'notes-'));
  const all = {
    ...process.env,
    HTTPS_PROXY: 'http://127.0.0.1:9',
    npm_config_registry: 'http://127.0.0.1:9/',
    AWS_SECRET_ACCESS_KEY: 'canary',
    GITHUB_TOKEN: 'canary',
    NPM_TOKEN: 'canary',
    SSH_AUTH_SOCK: '/canary',
  };
  const { builds, digestOf } = createCache({ forBuilds: buildEnvironment(all, dirname(process.execPath)) });
  const sha = await repository.commit({
    'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', scripts: { install: `env > ${notes}/install` } }),
    'package-lock.json': JSON.stringify({
      lockfileVersion: 3,
      packages: { '': { name: 'shop', version: '1.0.0' }, paint: { version: '1.0.0' } },
    }),
    'paint/package.json': JSON.stringify({ name: 'paint', version: '1.0.0' }),
  });
  await builds.open(await digestOf(sha, { build: `env > ${notes}/build` }));
  for (const step of ['install', 'build']) {
    const seen = await readFile(join(notes, step), 'utf8');
    assert.match(seen, /^npm_config_registry=http:\/\/127\.0\.0\.1:9\/$/m, step);
    assert.match(seen, /^HTTPS_PROXY=/m, step);
    assert.doesNotMatch(seen, /canary/, step);
  }
});

test('a build that fails is BuildFailed with its last lines, leaves nothing, and can be tried again', async () => {
  const { builds, cacheDirectory, digestOf } = createCache();
  const sha = await repository.commit({ 'package-lock.json': '{"packages":{"":{}}}' });
  const digest = await digestOf(sha, { build: 'echo first; echo no such module >&2; exit 7' });
  for (let attempt = 0; attempt < 2; attempt++) {
    await assert.rejects(builds.open(digest), fails('BuildFailed', /ended with code 7: first\nno such module/));
  }
  assert.deepEqual(await readdir(join(cacheDirectory, 'images')), []);
});

test('a digest without a recipe is ImageNotFound', async () => {
  const { builds } = createCache();
  const opened = builds.open(imageDigest.parse(`sha256:${'0'.repeat(64)}`));
  await assert.rejects(opened, fails('ImageNotFound', /no recipe/));
});

test('what an interrupted build left is swept, and the image is built anew', async () => {
  const { builds, cacheDirectory, digestOf } = createCache();
  const digest = await digestOf(await repository.commit({ 'a.txt': 'four' }), { build: 'echo whole > built' });
  const left = join(cacheDirectory, 'images', digest.slice(7));
  await mkdir(left, { recursive: true });
  await writeFile(join(left, 'half'), '');
  await writeFile(`${left}.owner`, instance.replace(/^\d+/, String(spawnSync('true').pid)));
  const directory = await builds.open(digest);
  assert.equal(directory, left);
  assert.equal(await readFile(join(directory, 'built'), 'utf8'), 'whole\n');
  await assert.rejects(stat(join(left, 'half')), 'the leftover must be gone');
});

test('whoever watches knows all that a build has made so far', async () => {
  const { supervision: watched, namesLeft } = recordingSupervision();
  const seen: Record<string, readonly string[]> = {};
  const { builds, cacheDirectory, digestOf } = createCache({
    watched,
    onStep: (step) => (seen[step] = namesLeft(join(cacheDirectory, 'images'))),
  });
  await builds.open(await digestOf(await repository.commit({ 'a.txt': 'nine' }), { build: 'true' }));
  assert.deepEqual({ checkout: seen['checkout'], build: seen['build'] }, { checkout: [], build: [] });
});

test('closing ends a build that runs, with its children, and leaves nothing', async () => {
  const { builds, cacheDirectory, steps, digestOf } = createCache();
  const digest = await digestOf(await repository.commit({ 'a.txt': 'five' }), {
    build: 'sleep 600 & setsid sleep 600',
  });
  const opened = assert.rejects(builds.open(digest), fails('BuildFailed', /was stopped/));
  await until('the build runs', () => steps.includes('build') && markedProcesses(`${instance}/build/`).length > 2);
  await builds.close();
  await opened;
  await until('no child is left', () => markedProcesses(`${instance}/build/`).length === 0);
  assert.deepEqual(await readdir(join(cacheDirectory, 'images')), []);
});

const emptied: Record<string, { built: boolean; names: readonly string[] }> = {
  'an image can be built when its recipe was removed after it was found': { built: false, names: ['recipes'] },
  'an image is built anew when the whole cache was emptied': { built: true, names: ['recipes', 'images'] },
};
for (const [sentence, { built, names }] of Object.entries(emptied)) {
  test(sentence, async () => {
    const { builds, cacheDirectory, digestOf } = createCache();
    const sha = await repository.commit({ 'a.txt': 'ten' });
    const digest = await digestOf(sha);
    if (built) await builds.open(digest);
    for (const name of names) await rm(join(cacheDirectory, name), { recursive: true });
    assert.equal(await digestOf(sha), digest);
    assert.equal(await readFile(join(await builds.open(digest), 'a.txt'), 'utf8'), 'ten');
  });
}

test('an image is built where it stays, since what is built may know its own path', async () => {
  const { builds, digestOf } = createCache();
  const directory = await builds.open(
    await digestOf(await repository.commit({ 'a.txt': 'six' }), { build: 'pwd > where' }),
  );
  assert.equal(await readFile(join(directory, 'where'), 'utf8'), `${directory}\n`);
});
