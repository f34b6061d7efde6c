import type { CheckRun, CheckSuite, Conclusion, Repository } from './repository.ts';

/** Of each suite and name the newest: GitHub's `filter=latest`. */
export function latestRuns(runs: readonly CheckRun[]): readonly CheckRun[] {
  const newest = new Map<string, CheckRun>();
  for (const run of runs) newest.set(`${run.suiteId} ${run.name}`, run);
  return [...newest.values()];
}

const runsOf = ({ checkRuns }: Repository, { id }: CheckSuite): readonly CheckRun[] =>
  latestRuns(checkRuns.filter(({ suiteId }) => suiteId === id));

export function suiteStatus(repository: Repository, suite: CheckSuite): CheckRun['status'] {
  const runs = runsOf(repository, suite);
  if (runs.every(({ status }) => status === 'queued')) return 'queued';
  return runs.every(({ status }) => status === 'completed') ? 'completed' : 'in_progress';
}

/** The worst first: a suite concludes as its worst run does. */
const worstFirst: readonly Conclusion[] = [
  'action_required',
  'timed_out',
  'cancelled',
  'failure',
  'success',
  'neutral',
  'skipped',
];

/** Null until every run of the suite has ended. */
export function suiteConclusion(repository: Repository, suite: CheckSuite): Conclusion | null {
  if (suiteStatus(repository, suite) !== 'completed') return null;
  const found = new Set(runsOf(repository, suite).map(({ conclusion }) => conclusion));
  return worstFirst.find((conclusion) => found.has(conclusion)) ?? null;
}
