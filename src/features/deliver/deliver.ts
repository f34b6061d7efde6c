import { reconcile } from '#lib/reconcile.ts';
import type { ApplicationName, StageName } from '#model/ids.ts';
import type { Application } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { done, type Outcome } from '#model/outcome.ts';
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

/**
 * Decides and writes what one preview or stage shall run. Throws `ObjectsError`, `GitHubError`, `ImagesError`.
 * @param application the one that the key names, as it stands or as a cache shows it
 * @param expected what GitHub is thought to say of the pull request: right, it saves time; wrong, it costs some
 */
export async function deliver(
  ports: DeliverPorts,
  application: Stored<Application>,
  key: DeliveryKey,
  expected?: ExpectedHead,
): Promise<Outcome> {
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
