import { conditionOf, withConditions } from '#model/conditions.ts';
import type { Application } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { isoTime } from '#ports/clock.ts';
import { reasonOf, type GitHubError } from '#ports/github/errors.ts';

/**
 * The status that says why GitHub could not be read; nothing is concluded from that but a warning (law 2). Pure.
 * @param now milliseconds since 1970
 * @returns undefined when it stands already
 */
export function unread(
  { status, metadata }: Stored<Application>,
  error: GitHubError,
  now: number,
): Application['status'] | undefined {
  const reason = reasonOf(error);
  const shown = conditionOf(status?.conditions, 'Ready');
  if (shown?.status === 'False' && shown.reason === reason) return undefined;
  const condition = { type: 'Ready', status: 'False', reason, message: error.message } as const;
  return {
    ...status,
    observedGeneration: metadata.generation,
    conditions: withConditions(status?.conditions, [condition], isoTime(now)),
  };
}
