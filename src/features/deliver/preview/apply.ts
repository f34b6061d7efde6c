import { previewName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { done, requeueAfter, waitingFor, type Outcome } from '#model/outcome.ts';
import { closeRecord } from '#features/deliver/record/apply.ts';
import { deploy } from '#features/deliver/start.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { writeEnvironment } from '#features/deliver/write.ts';
import { previewChain, type PreviewWorld } from './gather.ts';
import type { PreviewPlan } from './plan.ts';

/** How soon a reading that was not the newest is repeated. */
const REREAD_MS = 5_000;

/** Carries out a plan; decides nothing. */
export async function applyPreview(ports: DeliverPorts, world: PreviewWorld, plan: PreviewPlan): Promise<Outcome> {
  const { application, environment, pullRequest, records } = world;
  const name = previewName(application.metadata.name, pullRequest.number);
  const chain = previewChain({ application, pullRequest: pullRequest.number });
  switch (plan.kind) {
    case 'discard':
      return requeueAfter(REREAD_MS, `${plan.because.reason}: ${plan.because.message}`);
    case 'stop':
      return { kind: 'stalled', ...plan.because };
    case 'nothing':
      return waitingFor(environment?.spec.waiting);
    case 'record':
      return deploy(ports, {
        name,
        chain,
        records,
        start: plan.start,
        why: plan.why,
        seen: pullRequest.updatedAt,
        spec: plan.spec,
        before: environment,
      });
    case 'write':
      await writeEnvironment(ports, name, plan.spec, environment);
      return waitingFor(plan.spec.waiting);
    case 'delete':
      if (environment) await remove(ports, environment);
      return done;
    case 'closeRecord':
      await closeRecord(ports, application.spec.repository, plan);
      return requeueAfter(REREAD_MS, 'there may be another one to close');
  }
}

async function remove({ objects }: DeliverPorts, environment: NonNullable<PreviewWorld['environment']>): Promise<void> {
  const { name, uid, resourceVersion } = environment.metadata;
  await objects.delete('Environment', { name, namespace: HOME_NAMESPACE }, { ifUid: uid, ifVersion: resourceVersion });
}
