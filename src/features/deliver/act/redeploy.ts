import type { Fact } from '#lib/rule.ts';
import { shortSha } from '#lib/text.ts';
import type { CommitSha } from '#model/ids.ts';
import type { ActReason } from '#model/reasons.ts';
import { startable } from '#features/deliver/commit/plan.ts';
import type { Candidate } from '#features/deliver/commit/rules.ts';
import type { DeliveryWorld } from '#features/deliver/delivery.ts';
import { recordedDeletion } from '#features/deliver/record/deletion.ts';
import { accepted, hasSucceeded } from '#features/deliver/record/gather.ts';
import type { PreviewWorld } from '#features/deliver/preview/gather.ts';
import { whyToWait as whyHeadWaits } from '#features/deliver/preview/rules.ts';
import { whyToWait } from '#features/deliver/stage/rules.ts';
import type { Subject } from './gather.ts';

/** A commit, and why it may not start. */
interface Judged {
  readonly candidate: Candidate;
  readonly waits: Fact<ActReason> | undefined;
}

/** What a redeploy is decided from, of a preview and of a stage alike. */
export interface Redeploying {
  readonly delivery: DeliveryWorld;
  /** Why there is nothing here that could run: a pull request that is closed, a stage that the file does not name. */
  readonly ended: Fact<ActReason> | undefined;
  /** What shall run: the accepted commit, or the head where a preview was deleted. */
  readonly wanted: Judged | undefined;
  /** A commit newer than that: the one that may start, else the newest. */
  readonly newer: Judged | undefined;
}

/** Pure. */
export const redeployingOf = (subject: Subject): Redeploying =>
  subject.kind === 'preview' ? ofPreview(subject.delivery) : ofStage(subject);

function ofPreview(delivery: PreviewWorld): Redeploying {
  const { pullRequest, head, records } = delivery;
  if (!head) {
    const message = `pull request ${pullRequest.number} is ${pullRequest.merged ? 'merged' : 'closed'}`;
    return { delivery, ended: { reason: 'Closed', message }, wanted: undefined, newer: undefined };
  }
  const judged = { candidate: head, waits: whyHeadWaits({ ...head, fork: pullRequest.fork }) };
  const isWanted = recordedDeletion(delivery) || accepted(records)?.payload.sha === pullRequest.head;
  return {
    delivery,
    ended: undefined,
    wanted: isWanted ? judged : undefined,
    newer: isWanted ? undefined : judged,
  };
}

function ofStage({ delivery, accepted: candidate }: Extract<Subject, { readonly kind: 'stage' }>): Redeploying {
  const { stage, file, name, candidates } = delivery;
  const message = `${file.path} on the default branch names no stage ${name}`;
  const newer = candidates.map(judge);
  return {
    delivery,
    ended: stage ? undefined : { reason: 'NoSuchStage', message },
    wanted: candidate && judge(candidate),
    newer: newer.find(({ waits }) => !waits) ?? newer[0],
  };
}

const judge = (candidate: Candidate): Judged => ({ candidate, waits: whyToWait(candidate) });

/**
 * Why no new attempt is opened. It starts the newest commit or nothing: an older one is not started in its place, by
 * which nobody would know what runs, and which law 3 would have to know of.
 */
export function whyNotRedeploy(world: Redeploying): Fact<ActReason> | undefined {
  return world.ended ?? whyNotKnown(world) ?? whyNotNewest(world) ?? whyNotWanted(world);
}

function whyNotKnown({ delivery: { records, environment } }: Redeploying): Fact<ActReason> | undefined {
  if (records.freshness !== 'missing') return undefined;
  const id = environment?.spec.revision?.deploymentId;
  const record = id === undefined ? 'the record of an earlier act' : `GitHub deployment ${id}`;
  const message = `${record} was deleted by somebody`;
  return { reason: 'RecordMissing', message };
}

function whyNotNewest({ newer }: Redeploying): Fact<ActReason> | undefined {
  if (!newer) return undefined;
  const commit = `commit ${shortSha(newer.candidate.commit.sha)}`;
  if (newer.waits)
    return { reason: newer.waits.reason, message: `the newest, ${commit}, waits: ${newer.waits.message}` };
  return { reason: 'AboutToChange', message: `${commit} passed its checks: it is about to start by itself` };
}

/** What ran well here once may start again; everything else only as at its first time (law 1). */
function whyNotWanted({ wanted, delivery }: Redeploying): Fact<ActReason> | undefined {
  if (!wanted) return { reason: 'NothingToRun', message: 'no commit was accepted yet' };
  const { candidate, waits } = wanted;
  return startable(candidate) && ranWell(delivery, candidate.commit.sha) ? undefined : waits;
}

function ranWell({ records }: DeliveryWorld, sha: CommitSha): boolean {
  const { attempt, newest } = records.chain;
  if (attempt?.payload.sha === sha && hasSucceeded(records)) return true;
  return newest?.payload.state.passed.includes(sha) === true;
}
