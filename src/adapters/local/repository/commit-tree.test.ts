import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { allowedEnvironment } from '#adapters/local/processes/environment.ts';
import { sourceTreeContract } from '#ports/source-tree/source-tree.contract.ts';
import { createCommitTree } from './commit-tree.ts';

const environment = allowedEnvironment(process.env, dirname(process.execPath));

sourceTreeContract('of a commit', async (content, context) => {
  const directory = await mkdtemp(join(tmpdir(), 'commit-tree-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  for (const [path, what] of Object.entries(content)) {
    const place = join(directory, path);
    await mkdir(dirname(place), { recursive: true });
    if (typeof what === 'object' && 'link' in what) await symlink(what.link, place);
    else await writeFile(place, what);
  }
  const identity = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.test', '-c', 'core.autocrlf=false'];
  const git = (...words: readonly string[]) =>
    execFileSync('git', [...identity, ...words], { cwd: directory, env: environment, encoding: 'utf8' });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--no-gpg-sign', '--message=all');
  return createCommitTree(join(directory, '.git'), git('rev-parse', 'HEAD').trim(), { environment });
});
