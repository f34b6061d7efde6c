import { stageEnvironmentName } from '#model/ids.ts';
import { requeueAfter, waitingFor, type Outcome } from '#model/outcome.ts';
import { closeRecord } from '#features/deliver/record/apply.ts';
import { deploy } from '#features/deliver/start.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { writeEnvironment } from '#features/deliver/write.ts';
import { stageChain, type StageWorld } from './gather.ts';
import type { StagePlan } from './plan.ts';

/** How soon a reading that was not the newest is repeated. */
const REREAD_MS = 5_000;

/** Carries out a plan; decides nothing. */
export async function applyStage(ports: DeliverPorts, world: StageWorld, plan: StagePlan): Promise<Outcome> {
  const { application, environment, records } = world;
  const name = stageEnvironmentName(application.metadata.name, world.name);
  const chain = stageChain({ application, stage: world.name });
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
        seen: world.heads[0]?.at ?? '',
        spec: plan.spec,
        before: environment,
      });
    case 'closeRecord':
      await closeRecord(ports, application.spec.repository, plan);
      return requeueAfter(REREAD_MS, 'there may be another one to close');
    case 'write':
      await writeEnvironment(ports, name, plan.spec, environment);
      return waitingFor(plan.spec.waiting);
  }
}
