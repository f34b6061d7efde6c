import { conditionOf, type ConditionNow } from '#model/conditions.ts';
import { ENVIRONMENT_FINALIZER, type Environment } from '#model/environment.ts';
import { reasonOf, type GitHubError, type GitHubErrorCode } from '#ports/github/errors.ts';

/** What follows from a report that GitHub did not take. */
export interface Unreported {
  /** Undefined when it stands already. */
  readonly condition: ConditionNow | undefined;
  /** Nothing more can ever be told, and the environment is gone but for us. */
  readonly isFinal: boolean;
}

/** An App that was uninstalled and a permission that was lost for a while look the same: this long is not for a while. */
const GIVE_UP_MS = 3_600_000;

/** The condition that says why GitHub does not show what is. Pure. @param now milliseconds since 1970 */
export function unreported({ status, metadata }: Environment, error: GitHubError, now: number): Unreported {
  const reason = reasonOf(error);
  const shown = conditionOf(status?.conditions, 'Reported');
  const isShown = shown?.status === 'False' && shown.reason === reason;
  return {
    condition: isShown ? undefined : { type: 'Reported', status: 'False', reason, message: error.message },
    isFinal: msSinceGone(metadata, now) > patienceMs[error.code],
  };
}

/** How long the last words wait for GitHub to take them. */
const patienceMs: Readonly<Record<GitHubErrorCode, number>> = {
  Archived: 0,
  Forbidden: GIVE_UP_MS,
  NotFound: GIVE_UP_MS,
  Invalid: Infinity,
  RateLimited: Infinity,
  Unavailable: Infinity,
};

/** Negative while something of the environment is left besides its report. */
function msSinceGone({ deletionTimestamp, finalizers }: Environment['metadata'], now: number): number {
  if (deletionTimestamp === undefined || finalizers?.includes(ENVIRONMENT_FINALIZER)) return -1;
  return Math.max(now - Date.parse(deletionTimestamp), 1);
}
