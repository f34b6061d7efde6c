import { gitAt, gitInside, type GitRun } from './git.ts';
import type { LocatedRepository } from './locate.ts';
import { MirrorCopy } from './mirror-copy.ts';

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
 * A private copy of a repository of the user: branches and commits at once, the contents of files when they are asked
 * for (git-clone(1), `--filter=blob:none`). The user's repository is only read, through git's own transport: no file
 * of it is shared or linked.
 */
export class Mirror {
  readonly directory: string;
  readonly source: LocatedRepository;
  readonly #run: GitRun;
  readonly #copy: MirrorCopy;

  constructor(directory: string, source: LocatedRepository, run: GitRun) {
    this.directory = directory;
    this.source = source;
    this.#run = run;
    this.#copy = new MirrorCopy(directory, source.gitDirectory, run);
  }

  /**
   * Makes it, whole or not at all, or brings it up to date. One that git cannot bring up to date is made anew; commits
   * that no branch has any more are not in that. Throws `GitFailed`.
   */
  refresh(): Promise<void> {
    return this.#copy.refresh();
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

  #git(words: readonly string[]): Promise<string> {
    return gitInside(this.directory, words, this.#run);
  }
}

function branchOf(line: string): Omit<Branch, 'merged'> {
  const [sha = '', seconds = '', ...name] = line.split(' ');
  return { sha, committedAt: Number(seconds) * 1000, name: name.join(' ') };
}
