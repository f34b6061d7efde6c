import { reconcile } from '#lib/reconcile.ts';
import type { ApplicationName, StageName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { done, type Outcome } from '#model/outcome.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import type { DeliverPorts } from './ports.ts';
import { applyPreview } from './preview/apply.ts';
import { gatherPreview, type ExpectedHead } from './preview/gather.ts';
import { planPreview } from './preview/plan.ts';
import { applyStage } from './stage/apply.ts';
import { gatherStage } from './stage/gather.ts';
import { planStage } from './stage/plan.ts';

/** One preview or one stage of an application. */
export type DeliveryKey =
  | { readonly kind: 'preview'; readonly application: ApplicationName; readonly pullRequest: number }
  | { readonly kind: 'stage'; readonly application: ApplicationName; readonly stage: StageName };

export interface DeliverOptions {
  /** Where registrations are read; left out: the objects themselves. */
  readonly reader?: ObjectReader;
  /** What GitHub is thought to say of the pull request: right, it saves time; wrong, it costs some requests. */
  readonly expected?: ExpectedHead | undefined;
}

/** Decides and writes what one preview or stage shall run. Throws `ObjectsError`, `GitHubError`, `ImagesError`. */
export async function deliver(
  ports: DeliverPorts,
  key: DeliveryKey,
  { reader = ports.objects, expected }: DeliverOptions = {},
): Promise<Outcome> {
  const application = await reader.get('Application', { name: key.application, namespace: HOME_NAMESPACE });
  if (!application) return done;
  if (key.kind === 'preview') {
    const steps = {
      gather: () => gatherPreview(ports, { application, pullRequest: key.pullRequest, expected }),
      plan: planPreview,
      apply: applyPreview.bind(undefined, ports),
    };
    return reconcile(steps, done);
  }
  const steps = {
    gather: () => gatherStage(ports, { application, stage: key.stage }),
    plan: planStage,
    apply: applyStage.bind(undefined, ports),
  };
  return reconcile(steps, done);
}
