import { applyApplication, type Wake } from '#features/deliver/application/apply.ts';
import { gatherApplication, type ApplicationWorld } from '#features/deliver/application/gather.ts';
import { planApplication, type ApplicationPlan } from '#features/deliver/application/plan.ts';
import { unread } from '#features/deliver/application/unread.ts';
import { deliver, type DeliveryKey } from '#features/deliver/deliver.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { reconcile } from '#lib/reconcile.ts';
import type { ApplicationName } from '#model/ids.ts';
import { done, type Outcome } from '#model/outcome.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Clock } from '#ports/clock.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import { GitHubError } from '#ports/github/errors.ts';

/** Decides and writes what one preview or stage shall run. @param text a key as `writeKey` gives it */
export const reconcileDelivery = (
  { reader, ...ports }: DeliverPorts & { readonly reader: ObjectReader },
  text: string,
): Promise<Outcome> => deliver(ports, JSON.parse(text) as DeliveryKey, { reader });

/** The key as the queue holds it: equal keys are equal texts. */
export const writeKey = (key: DeliveryKey): string => JSON.stringify(key);

export interface ResyncOptions {
  readonly clock: Clock;
  /** Adds a delivery key to its queue. */
  readonly wake: (key: string) => void;
  readonly resyncMs: number;
}

/** Compares an application with GitHub, and wakes what may have been missed. That GitHub cannot be read is shown. */
export async function reconcileApplication(
  ports: DeliverPorts,
  options: ResyncOptions,
  name: string,
): Promise<Outcome> {
  const application = name as ApplicationName;
  try {
    return await resync(ports, options, application);
  } catch (error) {
    if (error instanceof GitHubError) await noteUnread(ports, options.clock, application, error);
    throw error;
  }
}

async function noteUnread(
  { objects }: DeliverPorts,
  clock: Clock,
  name: ApplicationName,
  error: GitHubError,
): Promise<void> {
  const key = { name, namespace: HOME_NAMESPACE };
  const application = await objects.get('Application', key);
  const status = application && unread(application, error, clock.now());
  if (status) await objects.putStatus('Application', key, status, { ifVersion: application.metadata.resourceVersion });
}

function resync(
  ports: DeliverPorts,
  { clock, wake, resyncMs }: ResyncOptions,
  application: ApplicationName,
): Promise<Outcome> {
  const wakes: Wake = {
    preview: (pullRequest) => wake(writeKey({ kind: 'preview', application, pullRequest })),
    stage: (stage) => wake(writeKey({ kind: 'stage', application, stage })),
  };
  const steps = {
    gather: () => gatherApplication(ports, application),
    plan: (world: ApplicationWorld) => planApplication(world, clock.now()),
    apply: (world: ApplicationWorld, plan: ApplicationPlan) => applyApplication(ports, wakes, world, plan, resyncMs),
  };
  return reconcile(steps, done);
}
