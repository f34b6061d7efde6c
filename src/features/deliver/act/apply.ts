import type { ActOutcome, ActRequest } from '#model/act-request.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { done, requeueAfter, type Outcome } from '#model/outcome.ts';
import { previewPlace, stagePlace } from '#model/record.ts';
import type { DeliveryKey } from '#features/deliver/deliver.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { openRecord } from '#features/deliver/record/apply.ts';
import type { ChainKey } from '#features/deliver/record/gather.ts';
import { planRecord } from '#features/deliver/record/plan.ts';
import type { ActWorld, Subject } from './gather.ts';
import type { ActPlan } from './plan.ts';

/** Wakes the delivery that carries out what is recorded. */
export type WakeDelivery = (key: DeliveryKey) => void;

/** How soon it is looked whether delivery has carried it out; the answer that it reads may lack the record still. */
const CARRIED_OUT_MS = 5_000;

/** Carries out a plan; decides nothing. Throws `ObjectsError`, `GitHubError`. */
export async function applyAct(
  ports: DeliverPorts,
  wake: WakeDelivery,
  { request }: ActWorld,
  plan: ActPlan,
): Promise<Outcome> {
  switch (plan.kind) {
    case 'record':
      return record(ports, wake, request, plan);
    case 'adopt':
      await note(ports, request, { kind: 'recorded', ...plan.recorded });
      return carryOut(wake, plan.key);
    case 'carryOut':
      return carryOut(wake, plan.key);
    case 'lookAgain':
      return requeueAfter(plan.ms, plan.why);
    case 'conclude':
      await note(ports, request, plan.outcome);
      return done;
    case 'remove':
      await remove(ports, request);
      return done;
  }
}

async function record(
  ports: DeliverPorts,
  wake: WakeDelivery,
  request: Stored<ActRequest>,
  { act, subject }: ActPlan & { readonly kind: 'record' },
): Promise<Outcome> {
  const { deployments } = ports.github;
  const chain = chainOf(subject);
  const { confirm } = await openRecord(deployments, chain, planRecord(chain, subject.delivery.records, act));
  const counts = await confirm();
  if (counts.payload.request?.name !== request.metadata.name) {
    return requeueAfter(0, `another record, ${counts.id}, came first`);
  }
  await note(ports, request, { kind: 'recorded', deploymentId: counts.id, sha: act.sha });
  return carryOut(wake, subject.key);
}

function chainOf({ kind, delivery }: Subject): ChainKey {
  const { application } = delivery;
  const { name } = application.metadata;
  const place = kind === 'preview' ? previewPlace(delivery.pullRequest.number) : stagePlace(delivery.name, name);
  return { repository: application.spec.repository, application: name, place };
}

function carryOut(wake: WakeDelivery, key: DeliveryKey): Outcome {
  wake(key);
  return requeueAfter(CARRIED_OUT_MS, 'delivery carries it out');
}

async function note({ objects }: DeliverPorts, { metadata }: Stored<ActRequest>, outcome: ActOutcome): Promise<void> {
  const { name, resourceVersion } = metadata;
  await objects.putStatus(
    'ActRequest',
    { name, namespace: HOME_NAMESPACE },
    { outcome },
    { ifVersion: resourceVersion },
  );
}

async function remove({ objects }: DeliverPorts, { metadata }: Stored<ActRequest>): Promise<void> {
  const { name, uid, resourceVersion } = metadata;
  await objects.delete('ActRequest', { name, namespace: HOME_NAMESPACE }, { ifUid: uid, ifVersion: resourceVersion });
}
