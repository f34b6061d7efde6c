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
 * - `GitMissing`: there is no git to read it with; - `NoSuchDirectory`, `NotARepository`: nothing to read there;
 * - `NotTrusted`: it belongs to somebody else; - `UnsupportedFormat`: git, or we, cannot read how it keeps its objects;
 * - `NoBaseBranch`: none of `origin/HEAD`, `main` and `master` names a commit.
 */
export type RepositoryErrorCode =
  | 'GitMissing'
  | 'NoSuchDirectory'
  | 'NotARepository'
  | 'NotTrusted'
  | 'UnsupportedFormat'
  | 'NoBaseBranch';

export class RepositoryError extends CodedError<RepositoryErrorCode> {
  override readonly name = 'RepositoryError';
}

/** Finds the git repository that a path is in, and its base branch; reads only. Throws `RepositoryError`. */
export async function locateRepository(path: string, run: GitRun): Promise<LocatedRepository> {
  const directory = await realDirectory(path);
  const gitDirectory = await gitDirectoryOf(directory, run);
  const [base, baseRef] = await baseOf(directory, gitDirectory, run);
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
  const words = ['rev-parse', '--path-format=absolute', '--show-object-format', '--git-common-dir'];
  const printed = await gitAt(directory, words, run).catch((error: unknown) => {
    throw error instanceof GitFailed ? refusalOf(directory, error) : error;
  });
  const [format, ...path] = printed.trim().split('\n');
  if (format !== 'sha1') {
    throw new RepositoryError('UnsupportedFormat', `--repo ${directory}: its object format is ${format}, not sha1`, {
      source: 'user',
      next: 'name a repository that was made with: git init --object-format=sha1 (GitHub has no others)',
    });
  }
  return await realpath(path.join('\n'));
}

function refusalOf(directory: string, error: GitFailed): RepositoryError {
  const [code, why, next] = whyRefused(directory, error);
  return new RepositoryError(code, `--repo ${directory}: ${why}`, { source: 'user', next, cause: error });
}

function whyRefused(directory: string, { missing, words }: GitFailed): [RepositoryErrorCode, string, string] {
  if (missing) return ['GitMissing', 'there is no git on PATH to read it with', 'install git: https://git-scm.com'];
  if (words.includes('dubious ownership')) {
    const next = `if you trust it: git config --global --add safe.directory ${directory}`;
    return ['NotTrusted', 'belongs to another user', next];
  }
  if (/unknown repository extension|Expected git repo version/.test(words)) {
    return ['UnsupportedFormat', 'was made by a newer git than the one on PATH', 'install a newer git'];
  }
  const next = 'make one of it (git init, git add, git commit), or name another directory';
  return ['NotARepository', 'is not in a git repository', next];
}

/** `shop` for `…/shop/.git`, `…/shop` and `…/shop.git`. */
function nameOf(gitDirectory: string): string {
  const directory = basename(gitDirectory) === '.git' ? dirname(gitDirectory) : gitDirectory;
  return basename(directory).replace(/\.git$/, '');
}

async function baseOf(
  directory: string,
  gitDirectory: string,
  run: GitRun,
): Promise<readonly [branch: string, ref: string]> {
  const remote = await symbolic(gitDirectory, 'refs/remotes/origin/HEAD', run);
  const names = [remote?.replace(/^refs\/remotes\/origin\//, ''), 'main', 'master'];
  for (const name of names) {
    if (name === undefined) continue;
    const refs = [`refs/heads/${name}`, `refs/remotes/origin/${name}`];
    const ref = (await existing(gitDirectory, refs, run))[0];
    if (ref !== undefined) return [name, ref];
  }
  throw new RepositoryError('NoBaseBranch', `--repo ${directory}: has neither origin/HEAD nor main nor master`, {
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
