import { equal } from '#lib/equal.ts';
import { describeProblems } from '#model/application-file.ts';
import { withConditions, type ConditionNow } from '#model/conditions.ts';
import type { Application } from '#model/environment.ts';
import type { StageName } from '#model/ids.ts';
import { isoTime } from '#ports/clock.ts';
import type { ApplicationWorld } from './gather.ts';

/** What a resync wakes, and what the registration shall show. It deletes nothing: each preview is read by itself. */
export interface ApplicationPlan {
  readonly pullRequests: readonly number[];
  readonly stages: readonly StageName[];
  /** Undefined when it stands already. */
  readonly status: NonNullable<Application['status']> | undefined;
}

/**
 * A record may be opened for a pull request that closes at that moment, and whoever opened it may end before it closes
 * it again: so long after its end a pull request is looked at, though it has no environment any more.
 */
const CLOSED_LOOKED_AT_MS = 30 * 60_000;

/** Every open or newly closed pull request, every stage of the file on the default branch, and all that stands is looked at. */
export function planApplication(world: ApplicationWorld, now: number): ApplicationPlan {
  const { application, environments, file, openPullRequests, closedPullRequests } = world;
  const standing = environments.flatMap(({ spec }) => (spec.pullRequest ? [spec.pullRequest.number] : []));
  const ended = closedPullRequests.filter(({ updatedAt }) => now - Date.parse(updatedAt) < CLOSED_LOOKED_AT_MS);
  const numbers = [...openPullRequests, ...ended].map(({ number }) => number);
  const pullRequests = [...new Set([...numbers, ...standing])];
  const named = file.kind === 'valid' ? file.file.team.stages.map(({ name }) => name) : undefined;
  const standingStages = environments.flatMap(({ spec }) => (spec.stage ? [spec.stage.name] : []));
  const status = {
    observedGeneration: application.metadata.generation,
    conditions: withConditions(application.status?.conditions, [conditionOf(world)], isoTime(now)),
    stages: named ?? application.status?.stages ?? [],
  };
  return {
    pullRequests: pullRequests.toSorted((left, right) => left - right),
    stages: [...new Set([...(named ?? []), ...standingStages])],
    status: equal(application.status, status) ? undefined : status,
  };
}

function conditionOf({ file, defaultBranch, application }: ApplicationWorld): ConditionNow {
  const where = `branch ${defaultBranch} of ${application.spec.repository.fullName}`;
  switch (file.kind) {
    case 'missing':
      return {
        type: 'Ready',
        status: 'False',
        reason: 'FileMissing',
        message: `${where} has no ${file.path}: add one`,
      };
    case 'invalid': {
      const message = `${where}: ${file.path} ${describeProblems(file.problems)}`;
      return { type: 'Ready', status: 'False', reason: 'FileInvalid', message };
    }
    case 'valid':
      return { type: 'Ready', status: 'True', reason: 'FileRead', message: `${file.path} was read from ${where}` };
  }
}
