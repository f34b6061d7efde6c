import type { Fact } from '#lib/rule.ts';
import { withConditions, type ConditionNow } from '#model/conditions.ts';
import type { Attempt, EnvironmentStatus } from '#model/environment.ts';
import { commitSha, imageDigest } from '#model/ids.ts';
import type { RolloutReason } from '#model/reasons.ts';
import type { EnvironmentWorld } from './gather.ts';
import { COMMIT_ANNOTATION, DIGEST_ANNOTATION } from './labels.ts';
import { isReady } from './rollout.ts';
import { replaces } from './rules.ts';

/** What became of the present attempt, so far. */
export type Progress =
  | { readonly kind: 'nothing'; readonly fact: Fact<RolloutReason> }
  | { readonly kind: 'progressing'; readonly fact: Fact<RolloutReason> }
  | { readonly kind: 'available'; readonly fact: Fact<RolloutReason> }
  | { readonly kind: 'failed'; readonly fact: Fact<RolloutReason> };

const ATTEMPTS_KEPT = 5;

/** The whole status as it shall be; what others write into it is kept. */
export function statusOf(world: EnvironmentWorld, progress: Progress, now: string): EnvironmentStatus {
  const { environment, url } = world;
  const before = environment.status;
  const running = runningOf(world);
  return {
    ...(before?.reported && { reported: before.reported }),
    observedGeneration: environment.metadata.generation,
    conditions: withConditions(before?.conditions, conditionsOf(world, progress, running !== undefined), now),
    ...(running && { running }),
    ...(environment.spec.revision && { url }),
    attempts: attemptsAfter(world, progress, now),
  };
}

function conditionsOf({ environment }: EnvironmentWorld, progress: Progress, serves: boolean): ConditionNow[] {
  const { waiting } = environment.spec;
  const { reason, message } = progress.fact;
  return [
    {
      type: 'Ready',
      status: serves ? 'True' : 'False',
      reason: serves ? 'Available' : reason,
      message: serves ? 'it answers' : message,
    },
    { type: 'Progressing', status: progress.kind === 'progressing' ? 'True' : 'False', reason, message },
    waiting
      ? { type: 'Waiting', status: 'True', ...waiting }
      : { type: 'Waiting', status: 'False', reason: 'NotWaiting', message: '' },
  ];
}

/** The commit that answers now: of the present attempt if one of its pods is ready, else of the attempt before it. */
function runningOf({ pods }: EnvironmentWorld): EnvironmentStatus['running'] {
  const [newest] = pods
    .filter(isReady)
    .toSorted((left, right) => right.metadata.creationTimestamp.localeCompare(left.metadata.creationTimestamp));
  const sha = commitSha.safeParse(newest?.metadata.annotations?.[COMMIT_ANNOTATION]);
  const digest = imageDigest.safeParse(newest?.metadata.annotations?.[DIGEST_ANNOTATION]);
  return sha.success && digest.success ? { sha: sha.data, digest: digest.data } : undefined;
}

function attemptsAfter(
  { environment, failureLog }: EnvironmentWorld,
  progress: Progress,
  now: string,
): readonly Attempt[] {
  const { revision } = environment.spec;
  const before = environment.status?.attempts ?? [];
  const ending = environment.metadata.deletionTimestamp !== undefined;
  if (!revision) return before;

  const { deploymentId, sha, asked } = revision;
  const present = before.find((attempt) => attempt.deploymentId === deploymentId) ?? {
    deploymentId,
    sha,
    ...(asked && { asked }),
    startedAt: now,
  };
  const others = before
    .filter((attempt) => attempt.deploymentId !== deploymentId)
    .map((attempt) => (attempt.outcome ? attempt : close(attempt, 'superseded', now)));
  const next =
    ending && !present.outcome ? close(present, 'cancelled', now) : afterProgress(present, progress, failureLog, now);
  return [next, ...others].slice(0, ATTEMPTS_KEPT);
}

const close = (attempt: Attempt, outcome: 'superseded' | 'cancelled', now: string): Attempt => ({
  ...attempt,
  outcome,
  reason: outcome === 'superseded' ? 'Superseded' : 'Deleted',
  finishedAt: now,
});

/** A verdict stands until the cluster shows the opposite. */
function afterProgress(attempt: Attempt, { kind, fact }: Progress, log: readonly string[], now: string): Attempt {
  if (kind !== 'available' && kind !== 'failed') return attempt;
  const outcome = kind === 'available' ? 'succeeded' : 'failed';
  if (attempt.outcome === outcome && !replaces(fact.reason, attempt.reason ?? '')) return attempt;
  const { deploymentId, sha, asked, startedAt } = attempt;
  return {
    deploymentId,
    sha,
    ...(asked && { asked }),
    startedAt,
    outcome,
    ...fact,
    finishedAt: now,
    ...(kind === 'failed' && log.length > 0 && { log }),
  };
}
