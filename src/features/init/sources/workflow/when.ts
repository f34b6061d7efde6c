import type { Trigger, Workflow } from './workflow.ts';

/** Which commits a workflow's jobs report on. */
export type Coverage = 'all commits' | 'pull requests only' | 'not every pull request';

const everyBranch = new Set(['*', '**']);

/** Whether each push to a pull request, and each commit of a branch, gets the checks of a workflow. */
export function coverageOf({ on: { pull_request: pullRequest, push } }: Workflow): Coverage {
  if (push && onEveryPush(push)) return 'all commits';
  if (!pullRequest || !onEveryHead(pullRequest)) return 'not every pull request';
  return push && !hasPathFilter(push) && !isForTags(push) ? 'all commits' : 'pull requests only';
}

const hasPathFilter = (trigger: Trigger): boolean =>
  trigger.paths !== undefined || trigger['paths-ignore'] !== undefined;

const isForTags = ({ tags, branches }: Trigger): boolean => tags !== undefined && branches === undefined;

function onEveryPush(push: Trigger): boolean {
  if (hasPathFilter(push) || isForTags(push) || push['branches-ignore'] !== undefined) return false;
  return push.branches === undefined || push.branches.some((branch) => everyBranch.has(branch));
}

/** Without `types` it is opened, synchronize and reopened. A filter of branches is about where it goes to. */
const onEveryHead = (pullRequest: Trigger): boolean =>
  !hasPathFilter(pullRequest) && (pullRequest.types === undefined || pullRequest.types.includes('synchronize'));
