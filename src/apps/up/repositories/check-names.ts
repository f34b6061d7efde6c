import type { GitHubHost } from '#emulation/github/host.ts';
import { own } from '#emulation/github/repository.ts';
import type { FileAtCommit } from './application-files.ts';

/** What of the file decides about checks. */
type Said = Pick<FileAtCommit, 'parsed' | 'test'>;

/** What the one test command of a repository stands for, and what GitHub therefore requires on its base branch. */
interface Standing {
  /** The names that its check runs have. */
  readonly names: readonly string[];
  /** Required by the base branch: where the file names no check, the command is the check `test`. */
  readonly required: readonly string[];
}

const BY_DEFAULT = 'test';

/** Which checks local mode runs, by what the file on the base branch says. Pure. */
export function standingOf({ parsed, test }: Said): Standing {
  const named = parsed.ok ? parsed.file.team.checks : undefined;
  if (named?.kind === 'none') return { names: [], required: [] };
  if (named?.kind === 'named') return { names: named.names, required: [] };
  return test === undefined ? { names: [], required: [] } : { names: [BY_DEFAULT], required: [BY_DEFAULT] };
}

/** The names of the checks of each repository, as its base branch has them. */
export class CheckNames {
  readonly #host: GitHubHost;
  readonly #names = new Map<number, readonly string[]>();

  constructor(host: GitHubHost) {
    this.#host = host;
  }

  readonly of = (repositoryId: number): readonly string[] => this.#names.get(repositoryId) ?? [];

  /** The file on the base branch is this. */
  set(repository: number, branch: string, file: Said): void {
    const { names, required } = standingOf(file);
    this.#names.set(repository, names);
    const known = this.#host.state.repositories.find(({ id }) => id === repository);
    const before = own(known?.requiredContexts ?? {}, branch) ?? [];
    if (before.join('\n') === required.join('\n')) return;
    this.#host.command({ kind: 'protectBranch', repository, branch, contexts: required });
  }
}
