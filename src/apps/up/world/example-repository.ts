import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { git as runGit } from '#apps/up/people/git.ts';

/** Makes a bare repository whose branch `main` has one commit: the files of a directory. */
export async function makeRepository(bare: string, files: string, scratch: string): Promise<void> {
  const work = join(scratch, 'first-commit');
  const identity = ['-c', 'user.name=ana', '-c', 'user.email=ana@example.test', '-c', 'commit.gpgsign=false'];
  const git = (...words: readonly string[]) => runGit([...identity, ...words], work);
  await mkdir(bare, { recursive: true });
  await runGit(['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  await cp(files, work, { recursive: true });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'The shop');
  await git('push', '--quiet', bare, 'main:refs/heads/main');
  await rm(work, { recursive: true, force: true });
}
