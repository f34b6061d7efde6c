import type { CheckRun, DeploymentState, Repository } from '#emulation/github/repository.ts';
import { latestRuns } from '#emulation/github/suites.ts';
import { newestStatuses } from '#emulation/github/views/status.ts';
import type { Light } from './icon.ts';
import { commitPath } from './link.ts';

/** What one check or status says of a commit. */
export interface Verdict {
  readonly light: Light;
  /** The name of the check run, or the context of the status. */
  readonly name: string;
  /** `success`, `in progress`: what a screen reader says. */
  readonly state: string;
  readonly description: string;
  /** Where it tells more: a page of ours, or an address from outside. */
  readonly details: { readonly path: string } | { readonly url: string } | undefined;
}

const worstFirst: readonly Light[] = ['failure', 'pending', 'neutral', 'success'];

/** The newest word of every check and status on a commit, the worst first. */
export function verdictsOn(repository: Repository, sha: string): readonly Verdict[] {
  const runs = latestRuns(repository.checkRuns.filter(({ headSha }) => headSha === sha));
  const verdicts: readonly Verdict[] = [
    ...runs.map((run) => runVerdict(repository, run)),
    ...newestStatuses(repository, sha).map(({ context, state, description, targetUrl }): Verdict => ({
      light: state === 'error' ? 'failure' : state,
      name: context,
      state,
      description: description ?? '',
      details: targetUrl === null ? undefined : { url: targetUrl },
    })),
  ];
  return verdicts.toSorted((left, right) => worstFirst.indexOf(left.light) - worstFirst.indexOf(right.light));
}

function runVerdict(repository: Repository, run: CheckRun): Verdict {
  const { id, name, headSha, output, detailsUrl } = run;
  return {
    light: runLight(run),
    name,
    state: runState(run),
    description: output.title ?? runState(run),
    details: detailsUrl === null ? { path: `${commitPath(repository, headSha)}#run-${id}` } : { url: detailsUrl },
  };
}

/** `in progress`, `timed out`: in words. */
export const runState = ({ status, conclusion }: CheckRun): string => (conclusion ?? status).replaceAll('_', ' ');

export function runLight({ conclusion }: CheckRun): Light {
  if (conclusion === null) return 'pending';
  if (conclusion === 'success') return 'success';
  return conclusion === 'neutral' || conclusion === 'skipped' ? 'neutral' : 'failure';
}

/** All of them in one: the worst; undefined when nobody said anything. */
export const combined = (verdicts: readonly Verdict[]): Light | undefined =>
  worstFirst.find((light) => verdicts.some((verdict) => verdict.light === light));

export const deploymentLights: Readonly<Record<DeploymentState, Light>> = {
  success: 'success',
  failure: 'failure',
  error: 'failure',
  inactive: 'neutral',
  in_progress: 'pending',
  queued: 'pending',
  pending: 'pending',
};

/** As GitHub's pages call them. */
export const deploymentWords: Readonly<Record<DeploymentState, string>> = {
  success: 'Active',
  failure: 'Failed',
  error: 'Error',
  inactive: 'Inactive',
  in_progress: 'In progress',
  queued: 'Queued',
  pending: 'Pending',
};
