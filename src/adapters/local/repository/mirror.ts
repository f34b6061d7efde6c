import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gitAt, GitFailed, gitInside, type GitRun } from './git.ts';
import { explained } from './lacking.ts';
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

/** An object that is not there is not there: git does not go to another repository for it (git(1); from 2.44 on, and in 2.39.4). */
const NO_LAZY_FETCH = 'GIT_NO_LAZY_FETCH';
/**
 * The user's side of a fetch: it hands out single files too (`allowFilter`), and reads the user's own configuration,
 * which says whom they trust.
 */
const UPLOAD_PACK =
  `env -u GIT_CONFIG_GLOBAL -u GIT_CONFIG_NOSYSTEM ${NO_LAZY_FETCH}=1 ` +
  'git -c uploadpack.allowFilter=true upload-pack';
/** Never a process that goes on behind us. */
const QUIET = ['-c', 'gc.autoDetach=false', '-c', 'maintenance.autoDetach=false'] as const;

/**
 * A private copy of a repository of the user: branches and commits at once, the contents of files when they are asked
 * for (git-clone(1), `--filter=blob:none`). The user's repository is only read, through git's own transport: no file
 * of it is shared or linked.
 *
 * Of a shallow repository it has all that is there. With a filter git would take the commits below for some that can
 * be asked for, and each question would ask the next one.
 */
export class Mirror {
  readonly directory: string;
  readonly source: LocatedRepository;
  readonly #run: GitRun;
  #checked = false;

  constructor(directory: string, source: LocatedRepository, run: GitRun) {
    this.directory = directory;
    this.source = source;
    this.#run = run;
  }

  /**
   * Makes it, whole or not at all, or brings it up to date. One that git cannot bring up to date is made anew; commits
   * that no branch has any more are not in that. Throws `GitFailed`.
   */
  async refresh(): Promise<void> {
    const shallow = await this.#sourceIsShallow();
    if (!(await this.#isUpdated(shallow))) await this.#clone(shallow);
    this.#checked = true;
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

  /** Whether there is one, of the right kind and in order, and it was brought up to date. */
  async #isUpdated(shallow: boolean): Promise<boolean> {
    if (!(await exists(this.directory))) return false;
    try {
      if (shallow && (await this.#isFiltered())) return false;
      if (!this.#checked) await this.#configure();
      await this.#fetch(shallow);
      if (!this.#checked) await this.#check();
      return true;
    } catch (error) {
      if (error instanceof GitFailed && !error.ended) return false;
      throw error;
    }
  }

  async #clone(shallow: boolean): Promise<void> {
    const draft = `${this.directory}.${process.pid}.new`;
    await mkdir(dirname(this.directory), { recursive: true, mode: 0o700 });
    await this.#removeDrafts();
    const filter = shallow ? [] : ['--filter=blob:none'];
    const options = ['--mirror', '--no-local', ...filter, '--quiet', '--template='];
    const from = [`--upload-pack=${UPLOAD_PACK}`, '--', this.source.gitDirectory, draft];
    try {
      await gitInside(draft, [...QUIET, 'clone', ...options, ...from], this.#transport);
      await gitInside(draft, ['config', 'remote.origin.uploadpack', UPLOAD_PACK], this.#run);
      await rm(this.directory, { recursive: true, force: true });
      await rename(draft, this.directory);
    } catch (error) {
      throw error instanceof GitFailed ? await explained(error, this.source.gitDirectory, this.#run) : error;
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  /** An earlier start may have made it, of a repository that has moved since. */
  async #configure(): Promise<void> {
    await this.#git(['config', '--get', 'remote.origin.mirror']);
    await this.#git(['config', 'remote.origin.url', this.source.gitDirectory]);
    await this.#git(['config', 'remote.origin.uploadpack', UPLOAD_PACK]);
  }

  async #fetch(shallow: boolean): Promise<void> {
    const depth = shallow ? ['--update-shallow'] : (await this.#isShallow()) ? ['--unshallow'] : [];
    const words = [...QUIET, 'fetch', ...depth, '--quiet', '--prune', '--force', 'origin'];
    await gitInside(this.directory, words, this.#transport);
  }

  /** Reads every commit: git does not tell of one that is missing before it needs it. */
  async #check(): Promise<void> {
    await gitInside(this.directory, ['rev-list', '--quiet', '--all'], this.#transport);
  }

  /** What processes that were killed have left: the directory is ours alone. */
  async #removeDrafts(): Promise<void> {
    const parent = dirname(this.directory);
    const name = basename(this.directory);
    const drafts = (await readdir(parent)).filter(
      (entry) => entry.startsWith(name) && /^\.\d+\.new$/.test(entry.slice(name.length)),
    );
    await Promise.all(drafts.map((draft) => rm(join(parent, draft), { recursive: true, force: true })));
  }

  /** What git runs with when it copies: nothing that is missing is asked for meanwhile. */
  get #transport(): GitRun {
    return { ...this.#run, environment: { ...this.#run.environment, [NO_LAZY_FETCH]: '1' } };
  }

  async #sourceIsShallow(): Promise<boolean> {
    return isTrue(await gitAt(this.source.gitDirectory, IS_SHALLOW, this.#run));
  }

  async #isShallow(): Promise<boolean> {
    return isTrue(await this.#git(IS_SHALLOW));
  }

  /** It lacks files, and git asks the source for them. */
  async #isFiltered(): Promise<boolean> {
    const found = await this.#git(['config', '--default=false', '--type=bool', '--get', 'remote.origin.promisor']);
    return isTrue(found);
  }

  #git(words: readonly string[]): Promise<string> {
    return gitInside(this.directory, words, this.#run);
  }
}

const IS_SHALLOW = ['rev-parse', '--is-shallow-repository'] as const;
const isTrue = (printed: string): boolean => printed.trim() === 'true';

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
