import { applyEnvironment } from '#features/environment/apply.ts';
import { gatherEnvironment, type EnvironmentPorts, type EnvironmentWorld } from '#features/environment/gather.ts';
import { planEnvironment, type EnvironmentPlan } from '#features/environment/plan.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { done, type Outcome } from '#model/outcome.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Clock } from '#ports/clock.ts';
import { reconcile } from '#lib/reconcile.ts';
import type { News } from '#runtime/events/recorder.ts';
import { newsOf } from './environment-news.ts';

export interface EnvironmentOptions {
  readonly clock: Clock;
  /** Tells people of something that happened; it neither waits nor fails. */
  readonly tell: (news: News) => void;
}

/**
 * Makes what runs in one environment equal to its spec. What the caches show is enough to see that it is: whatever they
 * have not seen yet wakes it again. Only where there is something to do is the server asked.
 */
export const reconcileEnvironment = async (
  ports: EnvironmentPorts,
  options: EnvironmentOptions,
  name: EnvironmentName,
): Promise<Outcome> => (await whereNothingIsToDo(ports, options, name)) ?? bringAbout(ports, options, name);

async function whereNothingIsToDo(
  ports: EnvironmentPorts,
  { clock }: EnvironmentOptions,
  name: EnvironmentName,
): Promise<Outcome | undefined> {
  const environment = await ports.reader.get('Environment', { name, namespace: HOME_NAMESPACE });
  // That something is gone is never concluded from a cache.
  if (!environment || environment.metadata.deletionTimestamp !== undefined) return undefined;
  const world = await gatherEnvironment({ ...ports, objects: ports.reader }, name);
  const plan = world && planEnvironment(world, clock.now());
  return plan && plan.actions.length === 0 && !plan.status ? plan.outcome : undefined;
}

const bringAbout = (
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
