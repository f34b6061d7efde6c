import { z } from 'zod';
import { OUR_CONTEXT, type Check } from '#model/checks.ts';
import type { CommitSha, RepositoryRef } from '#model/ids.ts';
import type { Checks } from '#ports/github/code.ts';
import type { Ask } from './ask.ts';
import { newestStatuses, type StatusAnswer } from './commit-statuses.ts';
import type { Identity } from './ours.ts';
import { pages } from './paging.ts';
import { repositoryParameters } from './request.ts';
import { requiredChecks } from './required-checks.ts';

const CHECK_RUNS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';

const checkRun = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  app: z.object({ id: z.number() }).nullable(),
});
const checkRunsPage = z.object({ check_runs: z.array(checkRun) });
type CheckRunAnswer = z.output<typeof checkRun>;

export function createChecks(ask: Ask, identity: Identity): Checks {
  const ourApp = 'appId' in identity ? identity.appId : undefined;
  return {
    async ofCommit(repository, sha) {
      const [runs, statuses] = await Promise.all([
        checkRuns(ask, repository, sha),
        newestStatuses(ask, repository, sha),
      ]);
      return [
        ...newestRuns(runs.filter(({ app }) => ourApp === undefined || app?.id !== ourApp)).map(checkOfRun),
        ...statuses.map(checkOfStatus),
      ].filter(({ name }) => !name.startsWith(OUR_CONTEXT));
    },
    requiredOn: (repository, branch) => requiredChecks(ask, repository, branch),
  };
}

async function checkRuns(ask: Ask, repository: RepositoryRef, sha: CommitSha): Promise<CheckRunAnswer[]> {
  const parameters = { ...repositoryParameters(repository), ref: sha, filter: 'latest' };
  const runs: CheckRunAnswer[] = [];
  for await (const page of pages(ask, CHECK_RUNS, parameters, checkRunsPage)) runs.push(...page.check_runs);
  return runs;
}

/** `filter: latest` is per check suite; a commit has one suite for each event that started a workflow. */
function newestRuns(runs: readonly CheckRunAnswer[]): readonly CheckRunAnswer[] {
  const newest = new Map<string, CheckRunAnswer>();
  for (const run of runs.toSorted((left, right) => left.id - right.id)) newest.set(`${run.app?.id} ${run.name}`, run);
  return [...newest.values()];
}

/** Conclusions with which GitHub lets a required check through ("About status checks"). */
const PASSED = new Set(['success', 'neutral', 'skipped']);

function checkOfRun({ name, status, conclusion }: CheckRunAnswer): Check {
  if (status !== 'completed') return { name, state: 'pending' };
  return { name, state: PASSED.has(conclusion ?? '') ? 'passed' : 'failed' };
}

function checkOfStatus({ context, state }: StatusAnswer): Check {
  if (state === 'pending') return { name: context, state: 'pending' };
  return { name: context, state: state === 'success' ? 'passed' : 'failed' };
}
