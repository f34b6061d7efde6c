import type { KeyedLock } from '#lib/keyed-lock.ts';
import type { Clock } from '#ports/clock.ts';
import { answer, type Answer, type ApiRequest } from './answer.ts';
import type { GitHubHost } from './host.ts';
import type { Git } from './ports.ts';
import { Refusal } from './refusal.ts';
import type { SuppliedMerge, Wanted } from './routes/route.ts';

export interface AnswersOptions {
  readonly clock: Clock;
  readonly git: Git;
  /** How old the state is that a read is answered from, in milliseconds, at most a minute; 0 where it is left out. */
  readonly ageOfAnswerMs?: (request: Pick<ApiRequest, 'path' | 'identity'>) => number;
}

/** Answers requests from the host's state and from git, and keeps what they change. */
export class Answers {
  readonly #host: GitHubHost;
  readonly #options: AnswersOptions;
  /** Whoever moves a branch in git and in the state holds the lock of the repository. */
  readonly #locks: KeyedLock;

  constructor(host: GitHubHost, options: AnswersOptions, locks: KeyedLock) {
    this.#host = host;
    this.#options = options;
    this.#locks = locks;
  }

  /** Throws `Refusal`. */
  async to(request: ApiRequest): Promise<Answer> {
    if (request.method === 'GET') return this.#read(request);
    const found = this.#ask(request);
    if (found.kind === 'answer') return this.#kept(found);
    const { wanted } = found;
    if (wanted.kind !== 'merge') throw new Error('only reads want a file');
    return this.#locks.run(String(wanted.repositoryId), () => this.#merge(request, wanted));
  }

  /** From one state, perhaps an older one; nothing of it is kept. */
  async #read(request: ApiRequest): Promise<Answer> {
    const { git, clock, ageOfAnswerMs } = this.#options;
    const state = this.#host.asOf(ageOfAnswerMs?.(request) ?? 0);
    const found = answer(state, request, clock.now());
    if (found.kind === 'answer') return found;
    if (found.wanted.kind !== 'file') throw new Error('a read wants no merge');
    const { repositoryId, sha, path } = found.wanted;
    const text = await git.read(repositoryId, sha, path);
    const again = answer(state, { ...request, supplied: { file: { sha, path, text } } }, clock.now());
    if (again.kind === 'answer') return again;
    throw new Error(`${request.path}: the file that was read is not the one that was wanted`);
  }

  /** git moves the branch first: what GitHub has said is merged must be in the repository. */
  async #merge(request: ApiRequest, { repositoryId, branch, ...parents }: Wanted & { kind: 'merge' }): Promise<Answer> {
    const { git, clock } = this.#options;
    const commit = await git.merge(repositoryId, { ...parents, date: clock.now() });
    const { baseSha, headSha } = parents;
    const merge: SuppliedMerge = { baseSha, headSha, commit };
    const asked = { ...request, supplied: { merge } };
    const would = this.#ask(asked);
    if (commit && would.kind === 'answer' && would.status === 200) {
      await git.moveBranch(repositoryId, branch, commit.sha, baseSha);
    }
    return this.#again(asked);
  }

  #ask(request: ApiRequest) {
    return answer(this.#host.state, request, this.#options.clock.now());
  }

  #again(request: ApiRequest): Answer {
    const found = this.#ask(request);
    if (found.kind === 'answer') return this.#kept(found);
    throw new Refusal(409, 'The branch moved meanwhile. Try again.');
  }

  #kept(found: Answer): Answer {
    this.#host.keep(found);
    return found;
  }
}
