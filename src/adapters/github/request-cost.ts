import type { GitHubUse, Priority, RequestCost } from '#ports/github/budget.ts';

/** What a request costs; which writes create content is GitHub's to say, and it names none: what makes something new. */
export function costOf(route: string): RequestCost {
  if (route.startsWith('GET ')) return 'read';
  return route.startsWith('POST ') ? 'content' : 'change';
}

const DEPLOYMENT_STATUS = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
const COMMIT_STATUS = 'POST /repos/{owner}/{repo}/statuses/{sha}';

/** The states after which nothing more is expected, by the route that writes them. */
const finalStates: Readonly<Record<string, ReadonlySet<unknown>>> = {
  [DEPLOYMENT_STATUS]: new Set(['success', 'failure', 'error', 'inactive']),
  [COMMIT_STATUS]: new Set(['success', 'failure', 'error']),
};

/** A final verdict goes before everything else, whoever tells it. */
export const priorityOf = (route: string, { state }: Readonly<Record<string, unknown>>, use: GitHubUse): Priority =>
  finalStates[route]?.has(state) ? 'verdict' : use;
