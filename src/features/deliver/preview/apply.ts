import type { Environment } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { done, type Outcome } from '#model/outcome.ts';
import { applyDelivery } from '#features/deliver/apply.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import type { PreviewWorld } from './gather.ts';
import type { PreviewPlan } from './plan.ts';

/** Carries out a plan; decides nothing. Throws `ObjectsError`, `GitHubError`. */
export async function applyPreview(ports: DeliverPorts, world: PreviewWorld, plan: PreviewPlan): Promise<Outcome> {
  if (plan.kind !== 'delete') return applyDelivery(ports, world, plan);
  if (world.environment) await remove(ports, world.environment);
  return done;
}

/** This very version only: what was written since was planned from something newer. */
async function remove({ objects }: DeliverPorts, { metadata }: Stored<Environment>): Promise<void> {
  const { name, uid, resourceVersion } = metadata;
  await objects.delete('Environment', { name, namespace: HOME_NAMESPACE }, { ifUid: uid, ifVersion: resourceVersion });
}
