import { basename, dirname } from 'node:path';
import { gitAt, GitFailed, gitInside, type GitRun } from './git.ts';

/** What git says when the other side does not have an object; with and without a remote that would have it. */
const LACKS_OBJECTS = /from promisor remote|repository corruption on the remote side/;

/**
 * What to tell when git failed to read a repository of the user: when the reason is an object that is not there, an
 * error that says so and what to do; else the error itself.
 * @param gitDirectory of the user's repository
 */
export async function explained(error: GitFailed, gitDirectory: string, run: GitRun): Promise<GitFailed> {
  if (!LACKS_OBJECTS.test(error.words)) return error;
  const path = basename(gitDirectory) === '.git' ? dirname(gitDirectory) : gitDirectory;
  const remote = await promisorOf(gitDirectory, run);
  if (remote === undefined) {
    const next = `see what it lacks: git -C ${path} fsck`;
    return new GitFailed(error.verb, path, 'the repository lacks objects', error, next);
  }
  const why = `the repository is a partial clone, and an object that is needed is only at its remote "${remote}"`;
  const next = `fetch the objects: git -C ${path} fetch --refetch --no-filter ${remote}`;
  return new GitFailed(error.verb, path, why, error, next);
}

/** The same for what a mirror asked its source for. */
export async function explainedOfMirror(error: GitFailed, mirror: string, run: GitRun): Promise<GitFailed> {
  if (!LACKS_OBJECTS.test(error.words)) return error;
  const source = (await gitInside(mirror, ['config', '--default=', '--get', 'remote.origin.url'], run)).trim();
  return source === '' ? error : explained(error, source, run);
}

/** The remote that has what a partial clone left out (git-config(1), `remote.<name>.promisor`). */
async function promisorOf(gitDirectory: string, run: GitRun): Promise<string | undefined> {
  const words = ['config', '--type=bool', '--get-regexp', String.raw`^remote\..*\.promisor$`];
  const printed = await gitAt(gitDirectory, words, run).catch((error: unknown) => {
    if (error instanceof GitFailed) return '';
    throw error;
  });
  return /^remote\.(.*)\.promisor true$/m.exec(printed)?.[1];
}
