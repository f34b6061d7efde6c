import { equal } from '#lib/equal.ts';
import { withConditions, type ConditionNow } from '#model/conditions.ts';
import { REPORT_FINALIZER, type Environment, type Reported } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { done, requeueAfter, type Outcome } from '#model/outcome.ts';
import type { ReportPorts } from './ports.ts';
import type { ReportPlan, ReportWrite } from './plan.ts';

const REREAD_MS = 5_000;

/** Carries out a plan in its order; decides nothing. @param now RFC 3339. Throws `GitHubError`, `ObjectsError`. */
export async function applyReport(
  ports: ReportPorts,
  environment: Stored<Environment>,
  plan: ReportPlan,
  now: string,
): Promise<Outcome> {
  if (plan.kind === 'nothing') return done;
  for (const write of plan.writes) await tell(ports, environment, write);
  switch (plan.kind) {
    case 'tell':
      if (plan.isUnderWay) {
        ports.told.set(environment.metadata.uid, plan.reported.fingerprint);
        return done;
      }
      ports.told.delete(environment.metadata.uid);
      await note(
        ports,
        environment,
        { type: 'Reported', status: 'True', reason: 'Reported', message: '' },
        now,
        plan.reported,
      );
      return done;
    case 'tellAndReread':
      return requeueAfter(REREAD_MS, "GitHub's answer lacks the present record");
    case 'finish':
      ports.told.delete(environment.metadata.uid);
      await release(ports, environment);
      return done;
  }
}

/** Notes down on the newest version of the environment what was told, or why it could not be. */
export async function note(
  { objects }: ReportPorts,
  { metadata }: Stored<Environment>,
  condition: ConditionNow,
  now: string,
  reported?: Reported,
): Promise<void> {
  const key = { name: metadata.name, namespace: HOME_NAMESPACE };
  const newest = await objects.get('Environment', key);
  if (newest?.metadata.uid !== metadata.uid) return;
  const conditions = withConditions(newest.status?.conditions, [condition], now);
  const status = { ...newest.status, conditions, ...(reported && { reported }) };
  if (equal(newest.status, status)) return;
  await objects.putStatus('Environment', key, status, { ifVersion: newest.metadata.resourceVersion });
}

/** Lets a deleted environment go: everything that could be told is told. */
export async function release({ objects }: ReportPorts, { metadata }: Stored<Environment>): Promise<void> {
  const key = { name: metadata.name, namespace: HOME_NAMESPACE };
  await objects.removeFinalizer('Environment', key, REPORT_FINALIZER, { ifVersion: metadata.resourceVersion });
}

async function tell({ github }: ReportPorts, { spec }: Stored<Environment>, write: ReportWrite): Promise<void> {
  const { repository, pullRequest } = spec;
  switch (write.kind) {
    case 'commitStatus':
      return github.commitStatuses.create(repository, write.sha, write.status);
    case 'recordStatus':
      return github.deployments.addStatus(repository, write.deploymentId, write.status);
    case 'createComment':
      if (pullRequest) await github.comments.create(repository, pullRequest.number, write.body);
      return undefined;
    case 'updateComment':
      return github.comments.update(repository, write.id, write.body);
  }
}
