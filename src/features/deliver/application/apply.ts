import type { StageName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { requeueAfter, type Outcome } from '#model/outcome.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import type { ApplicationWorld } from './gather.ts';
import type { ApplicationPlan } from './plan.ts';

/** Wakes the reconcilers of single previews and stages. */
export interface Wake {
  preview(pullRequest: number): void;
  stage(stage: StageName): void;
}

/** Carries out a plan; decides nothing. @param everyMs when the next resync is due. Throws `ObjectsError`. */
export async function applyApplication(
  { objects }: DeliverPorts,
  wake: Wake,
  world: ApplicationWorld,
  { pullRequests, stages, status }: ApplicationPlan,
  everyMs: number,
): Promise<Outcome> {
  for (const number of pullRequests) wake.preview(number);
  for (const stage of stages) wake.stage(stage);
  if (status) {
    const { name, resourceVersion } = world.application.metadata;
    await objects.putStatus('Application', { name, namespace: HOME_NAMESPACE }, status, { ifVersion: resourceVersion });
  }
  return requeueAfter(everyMs, 'the next resync with GitHub');
}
