import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gitAt, GitFailed, gitInside, type GitRun } from './git.ts';
import { explained } from './lacking.ts';

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
 * Makes the copy that a mirror is, and keeps it in order.
 *
 * Of a shallow repository it has all that is there. With a filter git would take the commits below for some that can
 * be asked for, and each question would ask the next one.
 */
export class MirrorCopy {
  readonly #directory: string;
  /** The git directory of the user's repository. */
  readonly #source: string;
  readonly #run: GitRun;
  #checked = false;

  constructor(directory: string, source: string, run: GitRun) {
    this.#directory = directory;
    this.#source = source;
    this.#run = run;
  }

  /** See `Mirror.refresh`. Throws `GitFailed`. */
  async refresh(): Promise<void> {
    const shallow = await this.#sourceIsShallow();
    if (!(await this.#isUpdated(shallow))) await this.#clone(shallow);
    this.#checked = true;
  }

  /** Whether there is one, of the right kind and in order, and it was brought up to date. */
  async #isUpdated(shallow: boolean): Promise<boolean> {
    if (!(await exists(this.#directory))) return false;
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
    const draft = `${this.#directory}.${process.pid}.new`;
    await mkdir(dirname(this.#directory), { recursive: true, mode: 0o700 });
    await this.#removeDrafts();
    const filter = shallow ? [] : ['--filter=blob:none'];
    const options = ['--mirror', '--no-local', ...filter, '--quiet', '--template='];
    const from = [`--upload-pack=${UPLOAD_PACK}`, '--', this.#source, draft];
    try {
      await gitInside(draft, [...QUIET, 'clone', ...options, ...from], this.#transport);
      await gitInside(draft, ['config', 'remote.origin.uploadpack', UPLOAD_PACK], this.#run);
      await rm(this.#directory, { recursive: true, force: true });
      await rename(draft, this.#directory);
    } catch (error) {
      throw error instanceof GitFailed ? await explained(error, this.#source, this.#run) : error;
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  /** An earlier start may have made it, of a repository that has moved since. */
  async #configure(): Promise<void> {
    await this.#git(['config', '--get', 'remote.origin.mirror']);
    await this.#git(['config', 'remote.origin.url', this.#source]);
    await this.#git(['config', 'remote.origin.uploadpack', UPLOAD_PACK]);
  }

  async #fetch(shallow: boolean): Promise<void> {
    const depth = shallow ? ['--update-shallow'] : (await this.#isShallow()) ? ['--unshallow'] : [];
    const words = [...QUIET, 'fetch', ...depth, '--quiet', '--prune', '--force', 'origin'];
    await gitInside(this.#directory, words, this.#transport);
  }

  /** Reads every commit: git does not tell of one that is missing before it needs it. */
  async #check(): Promise<void> {
    await gitInside(this.#directory, ['rev-list', '--quiet', '--all'], this.#transport);
  }

  /** What processes that were killed have left: the directory is ours alone. */
  async #removeDrafts(): Promise<void> {
    const parent = dirname(this.#directory);
    const name = basename(this.#directory);
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
    return isTrue(await gitAt(this.#source, IS_SHALLOW, this.#run));
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
    return gitInside(this.#directory, words, this.#run);
  }
}

const IS_SHALLOW = ['rev-parse', '--is-shallow-repository'] as const;
const isTrue = (printed: string): boolean => printed.trim() === 'true';

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
