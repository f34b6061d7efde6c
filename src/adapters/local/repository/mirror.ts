import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gitAt, gitInside, type GitRun } from './git.ts';
import type { LocatedRepository } from './locate.ts';

/** A branch of the user's repository. */
export interface Branch {
  readonly name: string;
  readonly sha: string;
  /** When its newest commit was made; milliseconds since 1970. */
  readonly committedAt: number;
  /** The base has all of its commits. */
  readonly merged: boolean;
}

/**
 * The user's side of a fetch: it hands out single files too (`allowFilter`), and reads the user's own configuration,
 * which says whom they trust.
 */
const UPLOAD_PACK = 'env -u GIT_CONFIG_GLOBAL -u GIT_CONFIG_NOSYSTEM git -c uploadpack.allowFilter=true upload-pack';
/** Never a process that goes on behind us. */
const QUIET = ['-c', 'gc.autoDetach=false', '-c', 'maintenance.autoDetach=false'] as const;

/**
 * A private copy of a repository of the user: branches and commits at once, the contents of files when they are asked
 * for (git-clone(1), `--filter=blob:none`). The user's repository is only read, through git's own transport: no file
 * of it is shared or linked.
 */
export class Mirror {
  readonly directory: string;
  readonly source: LocatedRepository;
  readonly #run: GitRun;

  constructor(directory: string, source: LocatedRepository, run: GitRun) {
    this.directory = directory;
    this.source = source;
    this.#run = run;
  }

  /** Makes it, whole or not at all, or brings it up to date. Throws `GitFailed`. */
  async refresh(): Promise<void> {
    if (await exists(this.directory)) await this.#fetch();
    else await this.#clone();
  }

  /** The branches as last refreshed, the newest commit first; the base is not among them. */
  async branches(): Promise<readonly Branch[]> {
    const { base } = this.source;
    const format = '--format=%(objectname) %(committerdate:unix) %(refname:strip=2)';
    const heads = ['for-each-ref', '--sort=-committerdate', format];
    const all = await this.#git([...heads, 'refs/heads/']);
    const merged = await this.#git([...heads, `--merged=${await this.baseSha()}`, 'refs/heads/']);
    const done = new Set(merged.split('\n'));
    return all
      .split('\n')
      .filter(Boolean)
      .map((line) => ({ ...branchOf(line), merged: done.has(line) }))
      .filter(({ name }) => name !== base);
  }

  /** The commit of the base branch, as last refreshed. */
  async baseSha(): Promise<string> {
    const { baseRef } = this.source;
    return (await this.#git(['rev-parse', '--verify', '--quiet', `${baseRef}^{commit}`])).trim();
  }

  /** What tells whether the user's repository has moved: all its branches with their commits. Reads only. */
  fingerprint(): Promise<string> {
    const { gitDirectory } = this.source;
    const refs = ['refs/heads/', 'refs/remotes/origin/'];
    return gitAt(gitDirectory, ['for-each-ref', '--format=%(objectname) %(refname)', ...refs], this.#run);
  }

  async #clone(): Promise<void> {
    const draft = `${this.directory}.${process.pid}.new`;
    await mkdir(dirname(this.directory), { recursive: true, mode: 0o700 });
    await rm(draft, { recursive: true, force: true });
    const options = ['--mirror', '--no-local', '--filter=blob:none', '--quiet', '--template='];
    const from = [`--upload-pack=${UPLOAD_PACK}`, '--', this.source.gitDirectory, draft];
    try {
      await gitInside(draft, [...QUIET, 'clone', ...options, ...from], this.#run);
      await gitInside(draft, ['config', 'remote.origin.uploadpack', UPLOAD_PACK], this.#run);
      await rename(draft, this.directory);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  async #fetch(): Promise<void> {
    const { gitDirectory } = this.source;
    await this.#git(['config', 'remote.origin.url', gitDirectory]);
    await this.#git([...QUIET, 'fetch', '--quiet', '--prune', '--force', 'origin']);
  }

  #git(words: readonly string[]): Promise<string> {
    return gitInside(this.directory, words, this.#run);
  }
}

function branchOf(line: string): Omit<Branch, 'merged'> {
  const [sha = '', seconds = '', ...name] = line.split(' ');
  return { sha, committedAt: Number(seconds) * 1000, name: name.join(' ') };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
