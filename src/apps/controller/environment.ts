import { applyEnvironment } from '#features/environment/apply.ts';
import { gatherEnvironment, type EnvironmentPorts, type EnvironmentWorld } from '#features/environment/gather.ts';
import { planEnvironment, type EnvironmentPlan } from '#features/environment/plan.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { done, type Outcome } from '#model/outcome.ts';
import type { Clock } from '#ports/clock.ts';
import { reconcile } from '#lib/reconcile.ts';
import type { News } from '#runtime/events/recorder.ts';
import { newsOf } from './environment-news.ts';

export interface EnvironmentOptions {
  readonly clock: Clock;
  /** Tells people of something that happened; it neither waits nor fails. */
  readonly tell: (news: News) => void;
}

/** Makes what runs in one environment equal to its spec. */
export const reconcileEnvironment = (
  ports: EnvironmentPorts,
  { clock, tell }: EnvironmentOptions,
  name: EnvironmentName,
): Promise<Outcome> =>
  reconcile(
    {
      gather: () => gatherEnvironment(ports, name),
      plan: (world: EnvironmentWorld) => planEnvironment(world, clock.now()),
      apply: async (world: EnvironmentWorld, plan: EnvironmentPlan) => {
        const outcome = await applyEnvironment(ports, world, plan);
        if (plan.status) newsOf(world.environment, plan.status).forEach(tell);
        return outcome;
      },
    },
    done,
  );
