import { applyReport, note, release } from '#features/report/apply.ts';
import { gatherReport, hasNews, type ReportWorld } from '#features/report/gather.ts';
import { planReport, type ReportPlan } from '#features/report/plan.ts';
import { unreported } from '#features/report/unreported.ts';
import type { ReportPorts } from '#features/report/ports.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { done, type Outcome } from '#model/outcome.ts';
import { isoTime, type Clock } from '#ports/clock.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import { GitHubError } from '#ports/github/errors.ts';
import { reconcile } from '#lib/reconcile.ts';

/**
 * Reports of one pull request take turns, since its applications share one comment. Where the cache shows nothing to
 * tell, nobody is asked: whatever it has not seen yet wakes the report again.
 */
export async function reconcileReport(
  ports: ReportPorts & { readonly reader: ObjectReader },
  clock: Clock,
  name: EnvironmentName,
): Promise<Outcome> {
  const environment = await ports.reader.get('Environment', { name, namespace: HOME_NAMESPACE });
  if (!environment || !hasNews(ports, environment)) return done;
  const { repository, pullRequest } = environment.spec;
  const turn = pullRequest ? `${repository.id}#${pullRequest.number}` : name;
  return ports.comments.run(turn, () => reportOnce(ports, clock, name));
}

async function reportOnce(ports: ReportPorts, clock: Clock, name: EnvironmentName): Promise<Outcome> {
  try {
    return await reconcile(
      {
        gather: () => gatherReport(ports, name),
        plan: (world: ReportWorld) => planReport(world, clock.now()),
        apply: ({ environment }, plan: ReportPlan) => applyReport(ports, environment, plan, isoTime(clock.now())),
      },
      done,
    );
  } catch (error) {
    if (error instanceof GitHubError) await noteUnreported(ports, clock, name, error);
    throw error;
  }
}

/** What cannot be reported is shown in the cluster; what can never be reported does not hold a deletion back (law 4). */
async function noteUnreported(
  ports: ReportPorts,
  clock: Clock,
  name: EnvironmentName,
  error: GitHubError,
): Promise<void> {
  const environment = await ports.objects.get('Environment', { name, namespace: HOME_NAMESPACE });
  if (!environment) return;
  const { condition, isFinal } = unreported(environment, error, clock.now());
  if (condition) await note(ports, environment, condition, isoTime(clock.now()));
  if (isFinal) await release(ports, environment);
}
