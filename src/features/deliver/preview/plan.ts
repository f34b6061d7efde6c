import { equal } from '#lib/equal.ts';
import { firstThatHolds } from '#lib/rule.ts';
import { shortSha } from '#lib/text.ts';
import type { PreviewSpec, PreviewTarget, Revision, Waiting } from '#model/environment.ts';
import { describeDeletion } from '#model/deletion.ts';
import { previewName } from '#model/ids.ts';
import type { Record } from '#model/record.ts';
import { adopted, overtaking, refill, startable, startedBy } from '#features/deliver/commit/plan.ts';
import type { Candidate } from '#features/deliver/commit/rules.ts';
import type { DeliveryPlan } from '#features/deliver/delivery.ts';
import { isolationBy } from '#features/deliver/isolation.ts';
import { RULES_VERSION } from '#features/deliver/ports.ts';
import { accepted, hasSucceeded } from '#features/deliver/record/gather.ts';
import { recordedDeletion } from '#features/deliver/record/deletion.ts';
import { closeUnclosed } from '#features/deliver/record/plan.ts';
import type { PreviewWorld } from './gather.ts';
import { reasonsToDiscard, reasonsToStop, whyToWait } from './rules.ts';

/** What to do about one preview. A plan is data: printed by `dm why`, applied as it is. */
export type PreviewPlan = DeliveryPlan<PreviewSpec>;

/** What was accepted keeps running until the head may replace it. */
export function planPreview(world: PreviewWorld): PreviewPlan {
  const plan = decide(world);
  return plan.kind === 'nothing' ? (closeUnclosed(world.records) ?? plan) : plan;
}

function decide(world: PreviewWorld): PreviewPlan {
  const stopped = firstThatHolds(reasonsToStop, world);
  if (stopped) return { kind: 'stop', because: stopped };
  const discarded = firstThatHolds(reasonsToDiscard, world);
  if (discarded) return { kind: 'discard', because: discarded };

  const { pullRequest, head, records } = world;
  if (pullRequest.state === 'closed' || !head) return planClosed(world);
  const deletion = recordedDeletion(world);
  if (deletion) return planDeleted(world, head, deletion);
  if (records.freshness === 'missing') return planMissing(world);
  if (accepted(records)?.payload.sha === pullRequest.head) return planAccepted(world, head);
  return planHead(world, head);
}

/** Where nothing runs there is nothing to keep: what was deleted would come back if its record were only not shown yet. */
function planMissing(world: PreviewWorld): PreviewPlan {
  if (world.environment?.spec.revision) {
    return keep(world, { reason: 'RecordMissing', message: recordMissing(world) });
  }
  const message = 'GitHub lacks the record of what a person did here: it is read again with the next resync';
  return { kind: 'stop', because: { reason: 'RecordMissing', message } };
}

/** What ran goes, and the head that was deleted does not come back by itself; a newer head is a new beginning. */
function planDeleted(world: PreviewWorld, head: Candidate, deletion: Record): PreviewPlan {
  const { application, environment, pullRequest } = world;
  const isSameHead = deletion.payload.sha === pullRequest.head;
  const name = previewName(application.metadata.name, pullRequest.number);
  const message = describeDeletion(deletion, `push a commit, or: dm env redeploy ${name}`);
  const because = { reason: 'DeletedOnRequest', message } as const;
  if (environment && (environment.spec.revision || isSameHead)) {
    const spec = specOf(world, environment.spec.revision, because);
    return { kind: 'delete', proof: message, spec, close: closeUnclosed(world.records) };
  }
  return isSameHead ? (closeUnclosed(world.records) ?? { kind: 'stop', because }) : planHead(world, head);
}

function planHead(world: PreviewWorld, head: Candidate): PreviewPlan {
  const { environment, pullRequest } = world;
  const waiting = whyToWait({ ...head, fork: pullRequest.fork });
  const start = waiting ? overtaking(world, sawLater) : startable(head);
  if (!start) return keep(world, waiting);
  const why = `commit ${shortSha(start.sha)} of pull request ${pullRequest.number} passed its checks`;
  const spec = specOf(world, environment?.spec.revision, waiting);
  return { kind: 'record', start, why, spec, startsWhen: 'opened' };
}

/** The later answer about a pull request had the newer head. */
const sawLater = (running: Record, counts: Record): boolean =>
  (running.payload.seen ?? '') > (counts.payload.seen ?? '');

function planClosed({ environment, pullRequest, records }: PreviewWorld): PreviewPlan {
  const done = pullRequest.merged ? 'merged' : 'closed';
  if (environment) {
    return environment.metadata.deletionTimestamp === undefined
      ? { kind: 'delete', proof: `pull request ${pullRequest.number} was read as ${done}` }
      : { kind: 'nothing', why: 'the environment is being deleted' };
  }
  const open = accepted(records);
  const why = `pull request ${pullRequest.number} is ${done}`;
  return open ? { kind: 'closeRecord', deploymentId: open.id, why } : { kind: 'nothing', why };
}

/** The head is recorded already: run it, unless this cluster has yet to start it and it may not start now. */
function planAccepted(world: PreviewWorld, head: Candidate): PreviewPlan {
  const record = accepted(world.records);
  const running = world.environment?.spec.revision;
  if (!record || running?.deploymentId === record.id || adopted(world)) return keep(world, undefined);

  const waiting = hasSucceeded(world.records) ? undefined : whyToWait({ ...head, fork: world.pullRequest.fork });
  const start = waiting ? undefined : startable(head);
  if (!start) return keep(world, waiting);
  return { kind: 'write', spec: specOf(world, startedBy(start, record), undefined) };
}

/** What runs goes on running; an accepted commit that this cluster has yet to start is started if it may. */
function keep(world: PreviewWorld, waiting: Waiting | undefined): PreviewPlan {
  const running = world.environment?.spec.revision;
  const spec = specOf(world, adopted(world) ?? refill(world.accepted, world.records) ?? running, waiting);
  return equal(world.environment?.spec, spec)
    ? { kind: 'nothing', why: 'the environment is as it should be' }
    : { kind: 'write', spec };
}

function specOf(
  { application, environment, pullRequest, head: candidate }: PreviewWorld,
  revision: Revision | undefined,
  waiting: Waiting | undefined,
): PreviewSpec {
  const { number, head, fork, updatedAt } = pullRequest;
  const target: PreviewTarget = { number, head, fork, updatedAt };
  const isolation = fork ? undefined : isolationBy(candidate?.base.file, environment);
  return {
    application: application.metadata.name,
    repository: application.spec.repository,
    pullRequest: target,
    ...(revision && { revision }),
    ...(waiting && { waiting }),
    ...(isolation && { isolation }),
    rulesVersion: RULES_VERSION,
  };
}

const recordMissing = ({ environment }: PreviewWorld): string =>
  `GitHub deployment ${environment?.spec.revision?.deploymentId} was deleted by somebody: close and reopen the pull request to go on`;
