import { opensAttempt } from '#model/acts.ts';
import type { EnvironmentSpec } from '#model/environment.ts';
import { previewName, stageEnvironmentName, type CommitSha, type EnvironmentName } from '#model/ids.ts';
import { done, requeueAfter, waitingFor, type Outcome } from '#model/outcome.ts';
import { placeOf, type Record } from '#model/record.ts';
import { startedBy } from './commit/plan.ts';
import type { DeliveryPlan, DeliveryWorld } from './delivery.ts';
import type { DeliverPorts } from './ports.ts';
import { closeRecord, openRecord } from './record/apply.ts';
import { planRecord } from './record/plan.ts';
import { removeEnvironment } from './remove.ts';
import { writeEnvironment } from './write.ts';

/** How soon a reading that was not the newest is repeated. */
const REREAD_MS = 5_000;

/** Carries out a plan; decides nothing. Throws `ObjectsError`, `GitHubError`. */
export async function applyDelivery(ports: DeliverPorts, world: DeliveryWorld, plan: DeliveryPlan): Promise<Outcome> {
  const { application, environment } = world;
  switch (plan.kind) {
    case 'discard':
      return requeueAfter(REREAD_MS, `${plan.because.reason}: ${plan.because.message}`);
    case 'stop':
      return { kind: 'stalled', ...plan.because };
    case 'nothing':
      return waitingFor(environment?.spec.waiting);
    case 'record':
      return record(ports, world, plan);
    case 'write':
      await writeEnvironment(ports, nameOf(plan.spec), plan.spec, environment);
      return waitingFor(plan.spec.waiting);
    case 'delete':
      return remove(ports, world, plan);
    case 'closeRecord':
      await closeRecord(ports, application.spec.repository, plan);
      return requeueAfter(REREAD_MS, 'there may be another one to close');
  }
}

async function remove(
  ports: DeliverPorts,
  { application, environment }: DeliveryWorld,
  { close, spec }: DeliveryPlan & { readonly kind: 'delete' },
): Promise<Outcome> {
  if (close) await closeRecord(ports, application.spec.repository, close);
  if (environment) await removeEnvironment(ports, environment, spec);
  return done;
}

/** The environment exists before its first record does, so that no record is left without one to report it. */
async function record(
  ports: DeliverPorts,
  { environment, records }: DeliveryWorld,
  { start, why, spec, startsWhen }: DeliveryPlan & { readonly kind: 'record' },
): Promise<Outcome> {
  const { sha, digest } = start;
  const name = nameOf(spec);
  const chain = { repository: spec.repository, application: spec.application, place: placeOf(spec) };
  const seen = (spec.pullRequest ?? spec.stage).updatedAt;
  const planned = planRecord(chain, records, { act: 'deploy', sha, digest, by: 'dungeon-master', why, seen });
  const home = environment ?? (await writeEnvironment(ports, name, spec, undefined));
  const { record: opened, confirm } = await openRecord(ports.github.deployments, chain, planned);
  const startBy = (by: Record) => writeEnvironment(ports, name, { ...spec, revision: startedBy(start, by) }, home);

  if (startsWhen === 'opened') await startBy(opened);
  const counts = await confirm();
  const isOvertaken = startsWhen === 'opened' ? counts.id !== opened.id : !startsCommit(counts, sha);
  if (isOvertaken) return requeueAfter(0, `another record, ${counts.id}, came first`);
  if (startsWhen === 'confirmed') await startBy(counts);
  return done;
}

const startsCommit = ({ payload }: Record, sha: CommitSha): boolean => opensAttempt(payload.act) && payload.sha === sha;

const nameOf = ({ application, pullRequest, stage }: EnvironmentSpec): EnvironmentName =>
  pullRequest ? previewName(application, pullRequest.number) : stageEnvironmentName(application, stage.name);
