import { applyCanary } from '#features/canary/apply.ts';
import type { CanaryConfig } from '#features/canary/config.ts';
import { gatherCanary, type CanaryPorts, type CanaryWorld } from '#features/canary/gather.ts';
import { planCanary, type CanaryPlan } from '#features/canary/plan.ts';
import { reconcile } from '#lib/reconcile.ts';
import { done, type Outcome } from '#model/outcome.ts';
import type { Clock } from '#ports/clock.ts';

/** Finds out whether this cluster enforces network policies, and again now and then. */
export const reconcileCanary = (ports: CanaryPorts, clock: Clock, config: CanaryConfig): Promise<Outcome> =>
  reconcile(
    {
      gather: () => gatherCanary(ports),
      plan: (world: CanaryWorld) => planCanary(world, config, clock.now()),
      apply: (world: CanaryWorld, plan: CanaryPlan) => applyCanary(ports, world, plan),
    },
    done,
  );
