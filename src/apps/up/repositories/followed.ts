import { GitFailed } from '#adapters/local/repository/git.ts';
import type { Branch, Mirror } from '#adapters/local/repository/mirror.ts';
import type { GitHubHost } from '#emulation/github/host.ts';
import { own } from '#emulation/github/repository.ts';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import type { RepositoryRef } from '#model/ids.ts';
import type { Log } from '#ports/log.ts';
import { SourceTreeError } from '#ports/source-tree/source-tree.ts';
import type { SeenBranches } from './seen-branches.ts';
import { selectBranches } from './selection.ts';

export interface FollowOptions {
  readonly mirror: Pick<Mirror, 'source' | 'fingerprint' | 'refresh' | 'branches' | 'baseSha'>;
  readonly repository: RepositoryRef;
  /** The login whose pushes and pull requests they are. */
  readonly actor: string;
  readonly host: GitHubHost;
  /** Makes GitHub's branches those of `heads`. */
  readonly pushed: () => Promise<void>;
  readonly seen: SeenBranches;
  readonly limit: number;
  /** Branches that are shown however old they are. */
  readonly wanted: ReadonlySet<string>;
  /** Called with the commit of the base before GitHub hears of it. */
  readonly onBase: (sha: string) => Promise<void>;
  /** Told what keeps it from being followed, once; and undefined when that is over. */
  readonly onTrouble: (message: string | undefined) => void;
  readonly log: Log;
}

/** One repository of the user, kept as GitHub would have it: its branches are pull requests, its commits pushes. */
export class FollowedRepository {
  readonly #options: FollowOptions;
  #heads: ReadonlyMap<string, string> = new Map();
  #hidden = 0;
  #fingerprint: string | undefined;
  #trouble: string | undefined;
  #standings: ReadonlyMap<string, 'merged' | 'open'> = new Map();

  constructor(options: FollowOptions) {
    this.#options = options;
  }

  /** The branches that GitHub shall have, by name; the base is one of them. */
  get heads(): ReadonlyMap<string, string> {
    return this.#heads;
  }

  /** How many branches that are not merged are not shown. */
  get hidden(): number {
    return this.#hidden;
  }

  /** What became of a branch at the last look; undefined when there is none of that name. */
  standingOf(branch: string): 'merged' | 'open' | undefined {
    return this.#standings.get(branch);
  }

  /** Looks whether something moved, and tells GitHub. What fails now is tried again at the next look. */
  async look(): Promise<void> {
    const { mirror, log, repository } = this.#options;
    try {
      const fingerprint = await mirror.fingerprint();
      if (fingerprint !== this.#fingerprint) await this.#refresh();
      this.#fingerprint = fingerprint;
      this.#say(undefined);
    } catch (error) {
      if (!mayPass(error)) throw error;
      log.warn('repository-unreadable', { repository: repository.fullName, error: messageOf(error) });
      this.#say(messageOf(error));
    }
  }

  #say(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.onTrouble(trouble);
  }

  async #refresh(): Promise<void> {
    const { mirror, repository, host, wanted, limit, seen, onBase, pushed } = this.#options;
    const state = host.state.repositories.find(({ id }) => id === repository.id);
    const shown = new Set(Object.keys(state?.branches ?? {}));
    const before = shown.size === 0 ? undefined : await seen.load();
    await mirror.refresh();
    const baseSha = await this.#baseSha();
    const branches = await mirror.branches();
    const selected = selectBranches({ branches, before, shown, wanted, limit });
    this.#standings = new Map(branches.map(({ name, merged }) => [name, merged ? 'merged' : 'open']));
    this.#hidden = branches.filter((one) => !one.merged && !selected.includes(one)).length;
    this.#heads = new Map([[mirror.source.base, baseSha], ...selected.map(({ name, sha }) => [name, sha] as const)]);
    await onBase(baseSha);
    await pushed();
    for (const branch of selected) this.#open(branch);
    await seen.save(new Map(branches.map(({ name, sha }) => [name, sha])));
  }

  async #baseSha(): Promise<string> {
    const { mirror } = this.#options;
    try {
      return await mirror.baseSha();
    } catch (cause) {
      if (!(cause instanceof GitFailed)) throw cause;
      throw new BaseBranchGone(mirror.source.base, cause);
    }
  }

  /** A branch with commits of its own is a pull request, until that very head was one. */
  #open({ name, sha, merged }: Branch): void {
    const { host, repository, mirror, actor } = this.#options;
    const state = host.state.repositories.find(({ id }) => id === repository.id);
    const had = state?.pullRequests.some(
      ({ head, state: is }) => head.ref === name && (is === 'open' || head.sha === sha),
    );
    if (!state || merged || had) return;
    const title = own(state.commits, sha)?.message.split('\n')[0] || name;
    const head = { ref: name };
    const { base } = mirror.source;
    host.command({ kind: 'openPullRequest', repository: repository.id, title, head, base, author: actor });
  }
}

/** Nobody can say what is merged, or what its stage runs. */
class BaseBranchGone extends CodedError<'BaseBranchGone'> {
  override readonly name = 'BaseBranchGone';

  constructor(base: string, cause: unknown) {
    const message = `its base branch "${base}" is gone: nothing is followed until it is back, or dm up is started again`;
    super('BaseBranchGone', message, { source: 'user', cause });
  }
}

/** git, a file of a commit, or this machine: it may go well the next time. */
function mayPass(error: unknown): boolean {
  if (error instanceof GitFailed || error instanceof SourceTreeError || error instanceof BaseBranchGone) return true;
  return error instanceof Error && 'code' in error && !(error instanceof CodedError);
}
