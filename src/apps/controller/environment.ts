import { applyEnvironment } from '#features/environment/apply.ts';
import { gatherEnvironment, type EnvironmentPorts, type EnvironmentWorld } from '#features/environment/gather.ts';
import { planEnvironment, type EnvironmentPlan } from '#features/environment/plan.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { done, type Outcome } from '#model/outcome.ts';
import type { Clock } from '#ports/clock.ts';
import { reconcile } from '#lib/reconcile.ts';

/** Makes what runs in one environment equal to its spec. */
export const reconcileEnvironment = (ports: EnvironmentPorts, clock: Clock, name: EnvironmentName): Promise<Outcome> =>
  reconcile(
    {
      gather: () => gatherEnvironment(ports, name),
      plan: (world: EnvironmentWorld) => planEnvironment(world, clock.now()),
      apply: (world: EnvironmentWorld, plan: EnvironmentPlan) => applyEnvironment(ports, world, plan),
    },
    done,
  );
