import { conditionOf, type ConditionNow } from '#model/conditions.ts';
import { ENVIRONMENT_FINALIZER, type Environment } from '#model/environment.ts';
import type { ReportReason } from '#model/reasons.ts';
import type { GitHubError } from '#ports/github/errors.ts';

/** What follows from a report that GitHub did not take. */
export interface Unreported {
  /** Undefined when it stands already. */
  readonly condition: ConditionNow | undefined;
  /** Nothing more can ever be told, and the environment is gone but for us. */
  readonly isFinal: boolean;
}

/** The condition that says why GitHub does not show what is. Pure. */
export function unreported({ status, metadata }: Environment, { code, message }: GitHubError): Unreported {
  const reason: ReportReason = code === 'Unavailable' ? 'GitHubUnavailable' : code;
  const shown = conditionOf(status?.conditions, 'Reported');
  const isGone = metadata.deletionTimestamp !== undefined && !metadata.finalizers?.includes(ENVIRONMENT_FINALIZER);
  return {
    condition:
      shown?.status === 'False' && shown.reason === reason
        ? undefined
        : { type: 'Reported', status: 'False', reason, message },
    isFinal: code === 'Archived' && isGone,
  };
}
