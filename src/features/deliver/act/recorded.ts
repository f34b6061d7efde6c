import type { ActOutcome, Conclusion } from '#model/act-request.ts';
import type { Attempt } from '#model/environment.ts';
import { isoTime } from '#ports/clock.ts';
import type { ActWorld } from './gather.ts';
import type { ActPlan } from './plan.ts';

type Recorded = Extract<ActWorld, { readonly kind: 'recorded' }>;

/** A change of the environment wakes the request; this is the net below it. */
const LOOK_AGAIN_MS = 5_000;
/** Longer than any rollout: what is not carried out by then goes on by itself, and nobody is kept waiting. */
const CARRY_OUT_MS = 8 * 60_000;

/** What is recorded is carried out by delivery; the request ends when it is. Pure. @param now milliseconds since 1970 */
export function planRecorded(world: Recorded, now: number): ActPlan {
  const { request, key } = world;
  const plan = request.spec.act === 'delete' ? planDeletion(world, now) : planAttempt(world, now);
  if (plan) return plan;
  const isLate = now - Date.parse(request.spec.requestedAt) > CARRY_OUT_MS;
  if (isLate || !key) {
    const message = 'it is recorded, and was not carried out in time: it goes on by itself';
    return conclude(world, { reason: 'NotReady', message }, false, now);
  }
  return { kind: 'carryOut', key };
}

/** The verdict of its attempt; undefined while its commit is yet to start. */
function planAttempt(world: Recorded, now: number): ActPlan | undefined {
  const { environment, outcome } = world;
  const attempt = attemptOf(world);
  if (attempt?.outcome) return conclude(world, factOf(attempt), attempt.outcome === 'succeeded', now);
  const present = environment?.spec.revision?.deploymentId ?? 0;
  if (present > outcome.deploymentId) {
    return conclude(world, { reason: 'Superseded', message: 'a newer commit took its place' }, false, now);
  }
  return present === outcome.deploymentId ? wait('its commit is starting') : undefined;
}

const attemptOf = ({ environment, outcome }: Recorded): Attempt | undefined =>
  environment?.status?.attempts?.find(({ deploymentId }) => deploymentId === outcome.deploymentId);

function factOf({ reason = 'NotReady', message, outcome }: Attempt): Pick<Conclusion, 'reason' | 'message'> {
  return { reason, message: message ?? `its attempt was ${outcome}` } as Pick<Conclusion, 'reason' | 'message'>;
}

/** Whether it is gone; undefined while its deletion is yet to begin. */
function planDeletion(world: Recorded, now: number): ActPlan | undefined {
  const { environment, outcome } = world;
  if (!environment) return conclude(world, { reason: 'Deleted', message: 'it is gone' }, true, now);
  const { metadata, spec } = environment;
  if (metadata.deletionTimestamp !== undefined) return wait('it is being deleted');
  const isOlder = spec.revision
    ? spec.revision.deploymentId < outcome.deploymentId
    : (spec.pullRequest ?? spec.stage).head === outcome.sha;
  if (isOlder) return undefined;
  const message = 'it is gone; a newer commit has brought it back';
  return conclude(world, { reason: 'Deleted', message }, true, now);
}

const wait = (why: string): ActPlan => ({ kind: 'lookAgain', ms: LOOK_AGAIN_MS, why });

function conclude(
  { outcome: { deploymentId, sha } }: Recorded,
  because: Pick<Conclusion, 'reason' | 'message'>,
  succeeded: boolean,
  now: number,
): ActPlan {
  const done: ActOutcome = { kind: 'done', succeeded, deploymentId, sha, ...because, concludedAt: isoTime(now) };
  return { kind: 'conclude', outcome: done };
}
