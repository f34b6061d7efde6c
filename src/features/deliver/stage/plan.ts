import { equal } from '#lib/equal.ts';
import { firstThatHolds } from '#lib/rule.ts';
import { shortSha } from '#lib/text.ts';
import type { Revision, StageSpec, Waiting } from '#model/environment.ts';
import type { CommitSha } from '#model/ids.ts';
import { describeDeletion } from '#model/deletion.ts';
import type { Record } from '#model/record.ts';
import { adopted, overtaking, refill, startable, type Start } from '#features/deliver/commit/plan.ts';
import type { DeliveryPlan } from '#features/deliver/delivery.ts';
import { isolationBy } from '#features/deliver/isolation.ts';
import { RULES_VERSION } from '#features/deliver/ports.ts';
import { recordedDeletion } from '#features/deliver/record/deletion.ts';
import { closeUnclosed } from '#features/deliver/record/plan.ts';
import type { StageWorld } from './gather.ts';
import { reasonsToDiscard, reasonsToStop, whyToWait } from './rules.ts';

/** What to do about one stage that follows a branch. It stays until a person's deletion of it is recorded. */
export type StagePlan = DeliveryPlan<StageSpec>;

/** The newest commit of the branch whose checks passed runs; until there is one, what runs goes on. */
export function planStage(world: StageWorld): StagePlan {
  const plan = decide(world);
  return plan.kind === 'nothing' ? (closeUnclosed(world.records) ?? plan) : plan;
}

function decide(world: StageWorld): StagePlan {
  const stopped = firstThatHolds(reasonsToStop, world);
  if (stopped) return { kind: 'stop', because: stopped };
  const discarded = firstThatHolds(reasonsToDiscard, world);
  if (discarded) return { kind: 'discard', because: discarded };

  const { environment, stage } = world;
  if (environment?.metadata.deletionTimestamp !== undefined)
    return { kind: 'nothing', why: 'the environment is being deleted' };
  const deletion = recordedDeletion(world);
  if (environment && deletion && (environment.spec.revision || !stage)) return planDeletion(world, deletion);
  return stage ? planNamed(world) : planUnnamed(world);
}

/** Only the act asks whether the file still names the stage: what is recorded is carried out. */
function planDeletion(world: StageWorld, deletion: Record): StagePlan {
  const message = describeDeletion(deletion, 'it comes back when the file on the default branch names it again');
  const because = { reason: 'DeletedOnRequest', message } as const;
  const spec = specOf(world, world.environment?.spec.revision, because);
  return { kind: 'delete', proof: message, spec, close: closeUnclosed(world.records) };
}

function planNamed(world: StageWorld): StagePlan {
  const isMissing = world.records.freshness === 'missing';
  return isMissing ? keep(world, { reason: 'RecordMissing', message: recordMissing(world) }) : planNewest(world);
}

/** A stage that the file does not name any more stays where it was. */
function planUnnamed(world: StageWorld): StagePlan {
  const revision = adopted(world);
  return revision
    ? { kind: 'write', spec: specOf(world, revision, world.environment?.spec.waiting) }
    : { kind: 'nothing', why: 'the file on the default branch has no such stage' };
}

function planNewest(world: StageWorld): StagePlan {
  const { environment, branch } = world;
  const start = newestStartable(world) ?? overtaking(world, isNewerHead(world));
  if (!start) return keep(world, whyNewestWaits(world));
  const why = `commit ${shortSha(start.sha)} is the newest of ${branch} whose checks passed`;
  return {
    kind: 'record',
    start,
    why,
    startsWhen: 'confirmed',
    spec: specOf(world, environment?.spec.revision, whyHeadWaits(world, start.sha)),
  };
}

/** What GitHub reported as head later is newer; it may be too long ago to be listed. */
const isNewerHead =
  ({ heads }: StageWorld) =>
  (running: Record, counts: Record): boolean => {
    const [mine, other] = [running, counts].map(({ payload }) => heads.findIndex(({ sha }) => sha === payload.sha));
    return mine !== undefined && other !== undefined && mine >= 0 && (other < 0 || mine < other);
  };

function newestStartable({ candidates }: StageWorld): Start | undefined {
  const candidate = candidates.find((one) => !whyToWait(one));
  return candidate && startable(candidate);
}

function whyNewestWaits({ candidates }: StageWorld): Waiting | undefined {
  const [newest] = candidates;
  return newest && whyToWait(newest);
}

/** The commit that starts may not be the head: the head's own reason stays visible. */
const whyHeadWaits = (world: StageWorld, starting: CommitSha): Waiting | undefined =>
  world.candidates[0]?.commit.sha === starting ? undefined : whyNewestWaits(world);

function keep(world: StageWorld, waiting: Waiting | undefined): StagePlan {
  const { environment } = world;
  const revision = adopted(world) ?? refill(world.accepted, world.records) ?? environment?.spec.revision;
  const spec = specOf(world, revision, waiting);
  return equal(environment?.spec, spec)
    ? { kind: 'nothing', why: 'the environment is as it should be' }
    : { kind: 'write', spec };
}

function specOf(world: StageWorld, revision: Revision | undefined, waiting: Waiting | undefined): StageSpec {
  const { application, environment, file, name, branch, heads } = world;
  const isolation = isolationBy(file, environment);
  const [head] = heads;
  if (head === undefined) throw new Error('a branch without a head stops the plan before');
  return {
    application: application.metadata.name,
    repository: application.spec.repository,
    stage: { name, branch, head: head.sha, updatedAt: head.at },
    ...(revision && { revision }),
    ...(waiting && { waiting }),
    ...(isolation && { isolation }),
    rulesVersion: RULES_VERSION,
  };
}

const recordMissing = ({ environment }: StageWorld): string =>
  `GitHub deployment ${environment?.spec.revision?.deploymentId} was deleted by somebody: delete this Environment to begin afresh`;
