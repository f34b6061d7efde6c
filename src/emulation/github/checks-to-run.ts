import type { CheckToRun } from './ports.ts';
import { own, type Repository } from './repository.ts';
import type { GitHubState } from './state.ts';

/** A check that nobody has finished; `runId` when it was begun, as before a restart. */
export type OpenCheck = CheckToRun & { readonly runId: number | undefined };

/** The names of the checks that a repository's workflow has; none for one that has no workflow. */
export type NamesOfChecks = (repositoryId: number) => readonly string[];

/** What a workflow `on: [pull_request, push]` would still have to run. Heads from forks are left out: their code never runs here. */
export const checksToRun = ({ repositories }: GitHubState, namesOf: NamesOfChecks): readonly OpenCheck[] =>
  repositories
    .filter(({ archived }) => !archived)
    .flatMap((repository) => namesOf(repository.id).flatMap((name) => openChecks(repository, name)));

function openChecks(repository: Repository, name: string): readonly OpenCheck[] {
  return [...headsOf(repository)].flatMap((sha) => {
    const run = repository.checkRuns.findLast((one) => one.headSha === sha && one.name === name);
    if (run?.status === 'completed') return [];
    return [{ repositoryId: repository.id, sha, name, runId: run?.id }];
  });
}

/** The heads of open pull requests, of the branches they go to, and of the default branch. */
function headsOf({ id, branches, defaultBranch, pullRequests }: Repository): ReadonlySet<string> {
  const open = pullRequests.filter(({ state, head }) => state === 'open' && head.repositoryId === id);
  const bases = [defaultBranch, ...open.map(({ base }) => base.ref)].flatMap((branch) => own(branches, branch) ?? []);
  return new Set([...bases, ...open.map(({ head }) => head.sha)]);
}
