import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git } from './git.ts';
import { commitSha, type CommitSha } from '#model/ids.ts';

/** A change of files: the new text of each, how the old one becomes the new one, or `null` to remove it. */
export type Edits = Readonly<Record<string, string | ((before: string) => string) | null>>;

export interface DeveloperOptions {
  readonly name: string;
  /** The clone that this developer works in. */
  readonly directory: string;
  /** Where it is cloned from and pushed to. */
  readonly remote: string;
  /** Tells GitHub that something was pushed, as its own git server would know. */
  readonly pushed: () => Promise<void>;
}

/** Somebody with a clone: edits, commits and pushes with the real git. */
export class Developer {
  readonly name: string;
  readonly #options: DeveloperOptions;

  private constructor(options: DeveloperOptions) {
    this.name = options.name;
    this.#options = options;
  }

  static async create(options: DeveloperOptions): Promise<Developer> {
    const developer = new Developer(options);
    await mkdir(dirname(options.directory), { recursive: true });
    await git(['clone', '--quiet', '--no-hardlinks', options.remote, options.directory]);
    return developer;
  }

  /** Commits the edits on a branch, which begins where `from` is when it is new, and pushes it. */
  async push(branch: string, message: string, edits: Edits, from = 'origin/main'): Promise<CommitSha> {
    await this.#git('fetch', '--quiet', 'origin');
    await this.#git('checkout', '--quiet', ...((await this.#has(branch)) ? [branch] : ['-b', branch, from]));
    for (const [path, edit] of Object.entries(edits)) await this.#edit(path, edit);
    await this.#git('add', '--all');
    await this.#git('commit', '--quiet', '--message', message);
    await this.#git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    await this.#options.pushed();
    return commitSha.parse(await this.#git('rev-parse', 'HEAD'));
  }

  /** The commit that a branch of the remote has now. */
  async headOf(branch: string): Promise<CommitSha> {
    await this.#git('fetch', '--quiet', 'origin');
    return commitSha.parse(await this.#git('rev-parse', `origin/${branch}`));
  }

  async #has(branch: string): Promise<boolean> {
    return (await this.#git('branch', '--list', branch)) !== '';
  }

  async #edit(path: string, edit: string | ((before: string) => string) | null): Promise<void> {
    const file = join(this.#options.directory, path);
    if (edit === null) return rm(file);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof edit === 'string' ? edit : edit(await readFile(file, 'utf8')));
  }

  async #git(...words: readonly string[]): Promise<string> {
    const identity = ['-c', `user.name=${this.name}`, '-c', `user.email=${this.name}@example.test`];
    const settings = ['-c', 'commit.gpgsign=false', '-c', 'core.hooksPath=/dev/null'];
    const { stdout } = await git([...identity, ...settings, ...words], this.#options.directory);
    return stdout.trim();
  }
}
