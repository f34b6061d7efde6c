import { messageOf } from '#lib/coded-error.ts';
import { checksToRun, type NamesOfChecks, type OpenCheck } from './checks-to-run.ts';
import type { GitHubHost } from './host.ts';
import type { CheckResult, CheckRunner } from './ports.ts';
import { Refusal } from './refusal.ts';

export interface RunChecksOptions {
  readonly host: GitHubHost;
  readonly runner: CheckRunner;
  readonly namesOf: NamesOfChecks;
  /** How many run at a time. */
  readonly atOnce?: number;
}

export interface RunningChecks {
  /** Aborts what runs and resolves when nothing does. What was not finished is run again by the next process. */
  stop(): Promise<void>;
}

/** Gives every new head of a pull request and of its base its check runs: queued, in progress, completed. */
export function runChecks(options: RunChecksOptions): RunningChecks {
  return new Checks(options);
}

class Checks implements RunningChecks {
  readonly #options: RunChecksOptions;
  readonly #taken = new Set<string>();
  readonly #waiting: OpenCheck[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  readonly #unsubscribe: () => void;

  constructor(options: RunChecksOptions) {
    this.#options = options;
    this.#unsubscribe = options.host.onChange(() => queueMicrotask(() => this.#look()));
    this.#look();
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#waiting.length = 0;
    this.#abort.abort();
    await Promise.all(this.#running);
  }

  #look(): void {
    if (this.#abort.signal.aborted) return;
    const { host, namesOf } = this.#options;
    for (const check of checksToRun(host.state, namesOf)) {
      const key = `${check.repositoryId} ${check.sha} ${check.name}`;
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      this.#waiting.push({ ...check, runId: check.runId ?? this.#queue(check) });
    }
    this.#next();
  }

  #queue({ repositoryId: repository, sha, name }: OpenCheck): number | undefined {
    const { host } = this.#options;
    host.command({ kind: 'startCheck', repository, sha, name, status: 'queued' });
    const runs = host.state.repositories.find(({ id }) => id === repository)?.checkRuns ?? [];
    return runs.at(-1)?.id;
  }

  #next(): void {
    const { atOnce = 2 } = this.#options;
    while (this.#running.size < atOnce) {
      const check = this.#waiting.shift();
      if (!check) return;
      const running = this.#run(check).finally(() => {
        this.#running.delete(running);
        this.#next();
      });
      this.#running.add(running);
    }
  }

  async #run(check: OpenCheck): Promise<void> {
    this.#update(check, { status: 'in_progress' });
    const result = await this.#result(check);
    if (this.#abort.signal.aborted) return;
    this.#update(check, { status: 'completed', ...result });
  }

  async #result(check: OpenCheck): Promise<CheckResult> {
    try {
      return await this.#options.runner.run(check, this.#abort.signal);
    } catch (thrown) {
      return { conclusion: 'cancelled', output: { title: 'The check did not run', summary: messageOf(thrown) } };
    }
  }

  /** A repository may have been archived or deleted while its check ran. */
  #update(
    { repositoryId: repository, runId }: OpenCheck,
    update: Partial<CheckResult> & { status: 'in_progress' | 'completed' },
  ) {
    if (runId === undefined) return;
    try {
      this.#options.host.command({ kind: 'updateCheck', repository, id: runId, ...update });
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
    }
  }
}
