import { firstThatHolds, type Fact } from '#lib/rule.ts';
import { nameOfPerson, type ActOutcome, type ActRequest, type RecordedAct } from '#model/act-request.ts';
import type { ActReason } from '#model/reasons.ts';
import { isoTime } from '#ports/clock.ts';
import type { DeliveryKey } from '#features/deliver/deliver.ts';
import { reasonsToDiscard as discardPreview, reasonsToStop as stopPreview } from '#features/deliver/preview/rules.ts';
import type { CommitAct } from '#features/deliver/record/plan.ts';
import { reasonsToDiscard as discardStage, reasonsToStop as stopStage } from '#features/deliver/stage/rules.ts';
import { deletedCommit, whyNotDelete } from './delete.ts';
import type { ActWorld, Subject } from './gather.ts';
import { planRecorded } from './recorded.ts';
import { redeployingOf, whyNotRedeploy } from './redeploy.ts';
import { recordOf } from './requests.ts';

/** What to do about one request. A plan is data, applied as it is. */
export type ActPlan =
  /** Record it on GitHub; delivery then carries out what the records say. */
  | { readonly kind: 'record'; readonly act: CommitAct; readonly subject: Subject }
  /** It was recorded before, by somebody who could not note it down. */
  | { readonly kind: 'adopt'; readonly recorded: RecordedAct; readonly key: DeliveryKey }
  /** Wake the delivery, and look again. */
  | { readonly kind: 'carryOut'; readonly key: DeliveryKey }
  | { readonly kind: 'lookAgain'; readonly ms: number; readonly why: string }
  | { readonly kind: 'conclude'; readonly outcome: Exclude<ActOutcome, { readonly kind: 'recorded' }> }
  | { readonly kind: 'remove' };

/** How soon a reading that was not the newest is repeated. */
const REREAD_MS = 5_000;
/** An answer of GitHub may be a minute old: so long may it lack a record that was made before. */
const SETTLED_MS = 90_000;
/** What became of it can be asked for so long; the history is GitHub's. */
const KEPT_MS = 60 * 60_000;
const MOST_KEPT = 100;
const TIDY_MS = 10 * 60_000;

/** Pure. @param now milliseconds since 1970 */
export function planAct(world: ActWorld, now: number): ActPlan {
  switch (world.kind) {
    case 'open':
      return planOpen(world, now);
    case 'recorded':
      return planRecorded(world, now);
    case 'concluded':
      return planConcluded(world, now);
  }
}

type Open = Extract<ActWorld, { readonly kind: 'open' }>;

function planOpen({ request, subject }: Open, now: number): ActPlan {
  const { spec } = request;
  if (!subject) return refuse({ reason: 'NoSuchEnvironment', message: `nothing is called "${spec.environment}"` }, now);
  const record = recordOf(subject.delivery.records.chain, request);
  const sha = record?.payload.sha;
  if (record && sha) return { kind: 'adopt', recorded: { deploymentId: record.id, sha }, key: subject.key };

  const stopped = whyStopped(subject) ?? whyTooLate(request, subject);
  if (stopped) return refuse(stopped, now);
  const notYet = whyNotYet(request, subject, now);
  if (notYet) return readAgain(notYet);
  return spec.act === 'delete' ? planDelete(request, subject, now) : planRedeploy(request, subject, now);
}

function planRedeploy(request: ActRequest, subject: Subject, now: number): ActPlan {
  const world = redeployingOf(subject);
  const refused = whyNotRedeploy(world);
  if (refused) return refuse(refused, now);
  const commit = world.wanted?.candidate.commit;
  if (!commit?.image) throw new Error('a commit without an image was refused before');

  const running = subject.delivery.environment?.spec.revision;
  const digest = running?.sha === commit.sha ? running.digest : commit.image.digest;
  return { kind: 'record', subject, act: { ...actOf(request, subject), sha: commit.sha, digest } };
}

function planDelete(request: ActRequest, subject: Subject, now: number): ActPlan {
  if (!subject.delivery.environment) {
    return refuse({ reason: 'NoSuchEnvironment', message: 'there is no such environment' }, now);
  }
  const refused = whyNotDelete(subject);
  if (refused) return refuse(refused, now);
  const sha = deletedCommit(subject);
  if (!sha)
    return refuse({ reason: 'BranchEmpty', message: 'its branch has no commit to record the deletion on' }, now);
  return { kind: 'record', subject, act: { ...actOf(request, subject), sha, digest: null } };
}

/** Who asked for what and why, and the time that GitHub's answer bore. */
function actOf({ metadata, spec }: ActRequest, { kind, delivery }: Subject): Omit<CommitAct, 'sha' | 'digest'> {
  const seen = kind === 'preview' ? delivery.pullRequest.updatedAt : delivery.heads[0]?.at;
  return {
    act: spec.act,
    by: nameOfPerson(spec.by),
    why: spec.why,
    request: { name: metadata.name, at: spec.requestedAt },
    ...(seen !== undefined && { seen }),
  };
}

const whyStopped = ({ kind, delivery }: Subject): Fact<ActReason> | undefined =>
  kind === 'preview' ? firstThatHolds(stopPreview, delivery) : firstThatHolds(stopStage, delivery);

function whyTooLate({ spec }: ActRequest, { delivery: { environment } }: Subject): Fact<ActReason> | undefined {
  if (environment?.metadata.deletionTimestamp === undefined) return undefined;
  const message =
    spec.act === 'delete' ? 'it is being deleted already' : 'it is being deleted: ask again when it is gone';
  return { reason: 'Deleting', message };
}

/** Something newer than these answers is known, or may be. */
function whyNotYet({ spec }: ActRequest, { kind, delivery }: Subject, now: number): Fact | undefined {
  const isSettled = now - Date.parse(spec.requestedAt) >= SETTLED_MS;
  const mayLack = spec.act === 'delete' ? !delivery.environment : delivery.records.freshness === 'missing';
  if (mayLack) {
    const message = 'GitHub may not show yet what was recorded before';
    return isSettled ? undefined : { reason: 'StaleAnswer', message };
  }
  return kind === 'preview' ? firstThatHolds(discardPreview, delivery) : firstThatHolds(discardStage, delivery);
}

const readAgain = ({ reason, message }: Fact): ActPlan => ({
  kind: 'lookAgain',
  ms: REREAD_MS,
  why: `${reason}: ${message}`,
});

const refuse = (because: Fact<ActReason>, now: number): ActPlan => ({
  kind: 'conclude',
  outcome: { kind: 'refused', ...because, concludedAt: isoTime(now) },
});

/** Concluded requests do not pile up, however many there are. */
function planConcluded({ request, later }: Extract<ActWorld, { readonly kind: 'concluded' }>, now: number): ActPlan {
  const outcome = request.status?.outcome;
  const concludedAt = outcome && outcome.kind !== 'recorded' ? outcome.concludedAt : isoTime(now);
  const left = KEPT_MS - (now - Date.parse(concludedAt));
  if (left <= 0 || later >= MOST_KEPT) return { kind: 'remove' };
  return { kind: 'lookAgain', ms: Math.min(left, TIDY_MS), why: 'what became of it can be asked for' };
}
