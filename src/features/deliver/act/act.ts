import { reconcile } from '#lib/reconcile.ts';
import { done, type Outcome } from '#model/outcome.ts';
import type { Clock } from '#ports/clock.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { applyAct, type WakeDelivery } from './apply.ts';
import { gatherAct, type ActWorld } from './gather.ts';
import { planAct, type ActPlan } from './plan.ts';

export interface ActOptions {
  readonly clock: Clock;
  readonly wake: WakeDelivery;
}

/** Records what a person asked for, and follows it to its end. Throws `ObjectsError`, `GitHubError`, `ImagesError`. */
export function reconcileAct(ports: DeliverPorts, { clock, wake }: ActOptions, name: string): Promise<Outcome> {
  const steps = {
    gather: () => gatherAct(ports, name),
    plan: (world: ActWorld) => planAct(world, clock.now()),
    apply: (world: ActWorld, plan: ActPlan) => applyAct(ports, wake, world, plan),
  };
  return reconcile(steps, done);
}
