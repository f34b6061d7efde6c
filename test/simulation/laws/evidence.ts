import type { Repository } from '#emulation/github/repository.ts';
import type { Environment } from '#model/environment.ts';
import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';
import type { Commits } from '#test/simulation/commits.ts';
import { ENDED, type Call, type Entry, type Happening, type ObjectWrite, type Trace } from '#test/simulation/trace.ts';

/** A write that was carried out, with its call. */
export interface Written {
  readonly call: Call;
  readonly write: ObjectWrite;
}

/** One history, with the questions that the laws ask of it. */
export class Evidence {
  readonly trace: Trace;
  readonly commits: Commits;
  /** The checks that must have passed, named by the file or required by GitHub. */
  readonly checks: readonly string[];
  readonly calls: readonly Call[];
  readonly faults: readonly Happening[];
  /** The calls of each pass, in their order. */
  readonly passes: ReadonlyMap<number, readonly Call[]>;

  constructor(trace: Trace, commits: Commits, checks: readonly string[]) {
    this.trace = trace;
    this.commits = commits;
    this.checks = checks;
    this.calls = trace.entries.filter((entry) => entry.kind === 'call');
    this.faults = trace.entries.filter((entry): entry is Happening => entry.kind === 'fault');
    const passes = new Map<number, Call[]>();
    for (const call of this.calls) {
      if (call.pass === undefined) continue;
      const known = passes.get(call.pass);
      if (known) known.push(call);
      else passes.set(call.pass, [call]);
    }
    this.passes = passes;
  }

  /** The writes to Environments that were carried out, or that found nothing to change. */
  get environmentWrites(): readonly Written[] {
    return this.calls.flatMap((call) =>
      call.outcome === 'ok' && call.write?.kind === 'Environment' ? [{ call, write: call.write }] : [],
    );
  }

  /** The calls of the same pass, up to and with this one. */
  passOf(call: Call): readonly Call[] {
    const all = call.pass === undefined ? [] : (this.passes.get(call.pass) ?? []);
    return all.slice(0, all.indexOf(call) + 1);
  }

  /** When the process of a call ended, or its history: nothing of it came after. */
  endOf({ process }: Call): number {
    const isEnd = (entry: Entry) => entry.kind === 'process' && entry.name === process && entry.what === ENDED;
    return (this.trace.entries.find(isEnd) ?? this.trace.entries.at(-1))?.at ?? Infinity;
  }

  /** The states of GitHub that the answers of a pass came from: the oldest and the newest, as indexes. */
  windowOf(call: Call): { readonly from: number; readonly to: number } | undefined {
    const seen = this.passOf(call).flatMap(({ github }) => (github ? [github.seen] : []));
    return seen.length === 0 ? undefined : { from: Math.min(...seen), to: Math.max(...seen) };
  }

  repositoryAt(index: number): Repository | undefined {
    return this.trace.moments[index]?.state.repositories[0];
  }

  /** Whether something held in any of the states that a pass could have seen. */
  heldWithin(call: Call, holds: (repository: Repository) => boolean): boolean {
    const window = this.windowOf(call);
    if (!window) return false;
    for (let index = window.from; index <= window.to; index++) {
      const repository = this.repositoryAt(index);
      if (repository && holds(repository)) return true;
    }
    return false;
  }

  /** Whether, as GitHub counts, every check that must pass had passed. */
  checksPassed(repository: Repository, sha: string): boolean {
    return this.checks.every((name) => stateOfCheck(repository, sha, name) === 'passed');
  }
}

/** The newest check run of a name decides. */
export function stateOfCheck({ checkRuns }: Repository, sha: string, name: string): 'passed' | 'failed' | 'pending' {
  const newest = checkRuns.findLast((run) => run.headSha === sha && run.name === name);
  if (newest?.status !== 'completed') return 'pending';
  return newest.conclusion === 'success' ? 'passed' : 'failed';
}

/** An object that is known to be an Environment by the kind that it was written under. */
export const asEnvironment = (object: Stored<KubernetesObject> | undefined): Stored<Environment> | undefined =>
  object as Stored<Environment> | undefined;
