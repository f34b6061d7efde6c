import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { APPLICATION_FILE } from '#model/application-file.ts';
import { git as runGit } from '#apps/up/people/git.ts';

export interface RepositoryOptions {
  readonly bare: string;
  /** A directory with the files of the first commit. */
  readonly files: string;
  readonly scratch: string;
  /** What its application's file names as its image; left out: none. */
  readonly image?: string | undefined;
}

/** Makes a bare repository whose branch `main` has one commit. */
export async function makeRepository({ bare, files, scratch, image }: RepositoryOptions): Promise<void> {
  const work = join(scratch, 'first-commit');
  const identity = ['-c', 'user.name=ana', '-c', 'user.email=ana@example.test', '-c', 'commit.gpgsign=false'];
  const git = (...words: readonly string[]) => runGit([...identity, ...words], work);
  await mkdir(bare, { recursive: true });
  await runGit(['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  await cp(files, work, { recursive: true });
  if (image !== undefined) await nameImage(join(work, APPLICATION_FILE), image);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'The shop');
  await git('push', '--quiet', bare, 'main:refs/heads/main');
  await rm(work, { recursive: true, force: true });
}

async function nameImage(path: string, image: string): Promise<void> {
  const file = parseDocument(await readFile(path, 'utf8'));
  file.setIn(['spec', 'image'], image);
  await writeFile(path, file.toString());
}
