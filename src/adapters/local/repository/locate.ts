import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CodedError } from '#lib/coded-error.ts';
import { gitAt, GitFailed, type GitRun } from './git.ts';

/** A repository of the user, as found on this machine. */
export interface LocatedRepository {
  /** What the user named, without links. */
  readonly path: string;
  /** Where git keeps its objects and branches; of all worktrees the same. */
  readonly gitDirectory: string;
  /** By the name of its directory. */
  readonly name: string;
  /** The branch that pull requests go to. */
  readonly base: string;
  /** The ref that the base is read from: the local branch, or what `origin` had when it was last fetched. */
  readonly baseRef: string;
}

/**
 * - `NoSuchDirectory`, `NotARepository`: nothing to read there; - `NotTrusted`: it belongs to somebody else;
 * - `NoBaseBranch`: none of `origin/HEAD`, `main` and `master` names a commit.
 */
export class RepositoryError extends CodedError<'NoSuchDirectory' | 'NotARepository' | 'NotTrusted' | 'NoBaseBranch'> {
  override readonly name = 'RepositoryError';
}

/** Finds the git repository that a path is in, and its base branch; reads only. Throws `RepositoryError`. */
export async function locateRepository(path: string, run: GitRun): Promise<LocatedRepository> {
  const directory = await realDirectory(path);
  const gitDirectory = await gitDirectoryOf(directory, run);
  const [base, baseRef] = await baseOf(gitDirectory, run);
  return { path: directory, gitDirectory, name: nameOf(gitDirectory), base, baseRef };
}

async function realDirectory(path: string): Promise<string> {
  try {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) return real;
  } catch {
    // It is told below.
  }
  throw new RepositoryError('NoSuchDirectory', `--repo ${path}: there is no such directory`, {
    source: 'user',
    next: 'name the directory of a git repository',
  });
}

async function gitDirectoryOf(directory: string, run: GitRun): Promise<string> {
  try {
    const words = ['rev-parse', '--path-format=absolute', '--git-common-dir'];
    return await realpath((await gitAt(directory, words, run)).trim());
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    if (error.words.includes('dubious ownership')) {
      throw new RepositoryError('NotTrusted', `--repo ${directory}: belongs to another user`, {
        source: 'user',
        next: `if you trust it: git config --global --add safe.directory ${directory}`,
        cause: error,
      });
    }
    throw new RepositoryError('NotARepository', `--repo ${directory}: is not in a git repository`, {
      source: 'user',
      next: 'make one of it (git init, git add, git commit), or name another directory',
      cause: error,
    });
  }
}

/** `shop` for `…/shop/.git`, `…/shop` and `…/shop.git`. */
function nameOf(gitDirectory: string): string {
  const directory = basename(gitDirectory) === '.git' ? dirname(gitDirectory) : gitDirectory;
  return basename(directory).replace(/\.git$/, '');
}

async function baseOf(gitDirectory: string, run: GitRun): Promise<readonly [branch: string, ref: string]> {
  const remote = await symbolic(gitDirectory, 'refs/remotes/origin/HEAD', run);
  const names = [remote?.replace(/^refs\/remotes\/origin\//, ''), 'main', 'master'];
  for (const name of names) {
    if (name === undefined) continue;
    const refs = [`refs/heads/${name}`, `refs/remotes/origin/${name}`];
    const ref = (await existing(gitDirectory, refs, run))[0];
    if (ref !== undefined) return [name, ref];
  }
  throw new RepositoryError('NoBaseBranch', `--repo ${gitDirectory}: has neither origin/HEAD nor main nor master`, {
    source: 'user',
    next: 'commit to a branch "main", or run: git remote set-head origin --auto',
  });
}

const symbolic = (gitDirectory: string, ref: string, run: GitRun): Promise<string | undefined> =>
  gitAt(gitDirectory, ['symbolic-ref', '--quiet', ref], run).then(
    (text) => text.trim(),
    () => undefined,
  );

/** Those of the refs that exist, in the order given. */
async function existing(gitDirectory: string, refs: readonly string[], run: GitRun): Promise<readonly string[]> {
  const found = await gitAt(gitDirectory, ['for-each-ref', '--format=%(refname)', ...refs], run);
  const names = new Set(found.split('\n'));
  return refs.filter((ref) => names.has(ref));
}
