import type { DeploymentState, DeploymentStatus } from '#ports/github/reports.ts';

const verdicts: ReadonlySet<DeploymentState> = new Set(['success', 'failure', 'error']);

/** GitHub shows a first verdict of this record; what follows are changes of health. */
export const hasVerdict = (statuses: readonly DeploymentStatus[]): boolean =>
  statuses.some(({ state }) => verdicts.has(state));

/** Nothing more will be told of this record: it is over, or it failed and something else came after it. */
export const isClosed = ([newest]: readonly DeploymentStatus[]): boolean =>
  newest?.state === 'inactive' || newest?.state === 'failure' || newest?.state === 'error';
