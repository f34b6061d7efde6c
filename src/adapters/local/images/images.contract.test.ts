import { spawnSync } from 'node:child_process';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { allowedEnvironment } from '#adapters/local/processes/environment.ts';
import { imagesContract } from '#ports/images.contract.ts';
import { createLocalImages } from './images.ts';
import { createRepository } from './repository.testing.ts';

const environment = allowedEnvironment(process.env, dirname(process.execPath));

imagesContract("local mode's cache of built checkouts", async (context) => {
  const root = await mkdtemp(join(tmpdir(), 'images-contract-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  const source = await createRepository(join(root, 'source'), environment);
  const mirror = join(root, 'mirror.git');
  const git = (...args: readonly string[]) => {
    const { status, stderr } = spawnSync('git', args, { cwd: root, env: environment, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  git('init', '--quiet', '--bare', mirror);
  let commits = 0;
  return {
    template: 'registry.acme.com/shop:{sha}',
    images: createLocalImages({
      cacheDirectory: join(root, 'cache'),
      mirrorOf: () => mirror,
      environment,
      runtime: 'v24 test',
      programs: testChildren().programs,
    }),
    newCommit: async () => {
      const sha = await source.commit({ 'a.txt': String((commits += 1)) });
      const publish = async () =>
        git('--git-dir', mirror, 'fetch', '--quiet', source.gitDirectory, `${sha}:refs/heads/b${commits}`);
      return { sha, publish };
    },
    breakDown: () => rename(mirror, `${mirror}.away`),
  };
});
