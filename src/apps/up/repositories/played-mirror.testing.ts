import { GitFailed } from '#adapters/local/repository/git.ts';
import type { LocatedRepository } from '#adapters/local/repository/locate.ts';
import type { Branch } from '#adapters/local/repository/mirror.ts';
import { contains } from '#emulation/github/ancestry.ts';
import { commit, sha } from '#emulation/github/github.testing.ts';
import type { Commit } from '#emulation/github/repository.ts';
import type { FollowOptions } from './followed.ts';

type Verb = 'fingerprint' | 'refresh' | 'branches';

/** A repository of the user whose commits are digits, a younger one after the older. */
export class PlayedMirror implements Pick<FollowOptions['mirror'], Verb | 'source' | 'baseSha'> {
  readonly source: LocatedRepository = {
    path: '/shop',
    gitDirectory: '/shop/.git',
    name: 'shop',
    base: 'main',
    baseRef: 'refs/heads/main',
  };
  /** What was asked for. */
  readonly asked: Verb[] = [];
  /** As long as it is so, nothing can be said of the base. */
  lacksBase = false;
  /** The next one of these fails. */
  readonly failing = new Set<Verb>();
  readonly #heads = new Map<string, string>();
  readonly #commits = new Map<string, Commit>();

  constructor() {
    this.commit('main', 'a');
  }

  get commits(): readonly Commit[] {
    return [...this.#commits.values()];
  }

  /** A commit on a branch, on top of others. @returns its id */
  commit(branch: string, digit: string, ...parents: readonly string[]): string {
    this.#commits.set(sha(digit), commit(digit, ...parents));
    this.#heads.set(branch, sha(digit));
    return sha(digit);
  }

  /** The message of a commit. */
  say(digit: string, message: string): void {
    this.#commits.set(sha(digit), { ...commit(digit, 'a'), message });
  }

  /** A branch that begins, or is put, where a commit is. */
  point(branch: string, digit: string): void {
    this.#heads.set(branch, sha(digit));
  }

  delete(branch: string): void {
    this.#heads.delete(branch);
  }

  async fingerprint(): Promise<string> {
    this.#ask('fingerprint');
    return JSON.stringify([...this.#heads]);
  }

  async refresh(): Promise<void> {
    this.#ask('refresh');
  }

  async baseSha(): Promise<string> {
    if (this.lacksBase) throw new GitFailed('rev-parse', '/shop', 'Needed a single revision', undefined);
    return this.#heads.get('main') ?? '';
  }

  async branches(): Promise<readonly Branch[]> {
    this.#ask('branches');
    const base = await this.baseSha();
    const known = Object.fromEntries(this.#commits);
    const ages = [...this.#commits.keys()];
    return [...this.#heads]
      .filter(([name]) => name !== 'main')
      .map(([name, head]) => ({
        name,
        sha: head,
        committedAt: ages.indexOf(head),
        merged: contains(known, base, head),
      }))
      .toSorted((left, right) => right.committedAt - left.committedAt);
  }

  #ask(verb: Verb): void {
    this.asked.push(verb);
    if (this.failing.delete(verb)) throw new GitFailed(verb, '/shop', 'index file corrupt', undefined);
  }
}
