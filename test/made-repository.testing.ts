import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The new text of each file, or `null` to remove it. */
export type FileChanges = Readonly<Record<string, string | null>>;

/** A git repository of a user, made for a test and worked on as they would: with a work tree, by the git command. */
export class MadeRepository {
  readonly directory: string;
  #clock = Date.UTC(2026, 0, 5, 9) / 1000;

  constructor(directory: string, branch = 'main') {
    this.directory = directory;
    mkdirSync(directory, { recursive: true });
    this.git('init', '--quiet', `--initial-branch=${branch}`);
  }

  /** Every commit is a minute younger than the one before. */
  git(...words: readonly string[]): string {
    this.#clock += 60;
    const date = `${this.#clock} +0000`;
    return execFileSync('git', [...words], {
      cwd: this.directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: '/nonexistent',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Ada',
        GIT_AUTHOR_EMAIL: 'ada@example.test',
        GIT_COMMITTER_NAME: 'Ada',
        GIT_COMMITTER_EMAIL: 'ada@example.test',
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    }).trim();
  }

  /** Commits changes on the branch that is checked out. @returns the commit */
  commit(message: string, changes: FileChanges): string {
    for (const [path, text] of Object.entries(changes)) {
      const place = join(this.directory, path);
      mkdirSync(dirname(place), { recursive: true });
      if (text === null) rmSync(place);
      else writeFileSync(place, text);
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', `--message=${message}`);
    return this.git('rev-parse', 'HEAD');
  }

  /** Commits changes on a branch, which begins where `from` is when it is new. @returns the commit */
  branch(name: string, message: string, changes: FileChanges, from = 'main'): string {
    const isNew = this.git('for-each-ref', `refs/heads/${name}`) === '';
    this.git('checkout', '--quiet', ...(isNew ? ['-b', name, from] : [name]));
    return this.commit(message, changes);
  }
}
