import { conditionOf } from '#model/conditions.ts';
import type { Attempt, Environment, Revision } from '#model/environment.ts';
import type { RolloutReason } from '#model/reasons.ts';
import type { Condition, Stored } from '#model/kubernetes/meta.ts';
import type {
  AttemptView,
  ConditionView,
  EnvironmentDetailsView,
  EnvironmentState,
  EnvironmentView,
  FactView,
} from './views.ts';

/** One environment as a line of a list. */
export function environmentView(environment: Stored<Environment>): EnvironmentView {
  const { metadata, spec, status } = environment;
  const { pullRequest, stage, revision } = spec;
  return {
    name: metadata.name,
    application: spec.application,
    repository: spec.repository.fullName,
    ...originOf(spec),
    ...stateOf(environment),
    head: (pullRequest ?? stage).head,
    ...(revision && wantedOf(revision)),
    ...(status?.running && { running: status.running.sha }),
    ...(status?.url !== undefined && { url: status.url }),
  };
}

function originOf({ pullRequest, stage }: Environment['spec']): Pick<EnvironmentView, 'pullRequest' | 'stage'> {
  if (pullRequest) return { pullRequest: { number: pullRequest.number, fork: pullRequest.fork } };
  return { stage: { name: stage.name, branch: stage.branch } };
}

const wantedOf = ({ sha, asked }: Revision): Pick<EnvironmentView, 'wanted' | 'asked'> => ({
  wanted: sha,
  ...(asked && { asked }),
});

/** One environment with everything that is known of it. */
export function environmentDetails(environment: Stored<Environment>): EnvironmentDetailsView {
  const { spec, status } = environment;
  return {
    ...environmentView(environment),
    ...(spec.revision && { image: `${spec.revision.image}@${spec.revision.digest}` }),
    conditions: (status?.conditions ?? []).map(conditionView),
    attempts: (status?.attempts ?? []).map(attemptView),
  };
}

export const conditionView = ({ type, status, reason, message, lastTransitionTime }: Condition): ConditionView => ({
  type,
  status,
  reason,
  message,
  since: lastTransitionTime,
});

const attemptView = ({ sha, outcome, log, ...attempt }: Attempt): AttemptView => ({
  ...attempt,
  commit: sha,
  outcome: outcome ?? 'underWay',
  log: log ?? [],
});

type State = FactView & { readonly state: EnvironmentState };

/** The worst that is true. What was asked for a moment ago and nobody has seen yet counts as under way. */
function stateOf(environment: Stored<Environment>): State {
  const { metadata, spec, status } = environment;
  if (metadata.deletionTimestamp !== undefined) return { state: 'Deleting', ...deletionOf(environment) };
  const rollout = rolloutOf(environment);
  if (rollout?.state === 'Failed') return rollout;
  if (spec.waiting) return { state: 'Waiting', reason: spec.waiting.reason, message: spec.waiting.message };
  if (rollout) return rollout;
  if (status?.running) return { state: 'Running', reason: 'Available', message: 'it answers' };
  return { state: 'Nothing', reason: 'NothingToRun', message: 'no commit was accepted yet' };
}

/** What the controller last said of a deletion: what holds it, once it is known. */
export function deletionOf({ status }: Environment): FactView {
  const said = conditionOf(status?.conditions, 'Progressing');
  return { reason: 'Deleting', message: said?.reason === 'Deleting' ? said.message : 'it is being deleted' };
}

/** What becomes of the commit that shall run, unless it is well. */
export function rolloutOf(environment: Stored<Environment>): State | undefined {
  const { spec, status } = environment;
  const progressing = isObserved(environment) ? conditionOf(status?.conditions, 'Progressing') : undefined;
  if (!progressing) {
    return spec.revision && spec.revision.sha !== status?.running?.sha ? underWay : undefined;
  }
  const { reason, message } = progressing;
  if (progressing.status === 'True') return { state: 'Progressing', reason, message };
  return NOT_FAILED.has(reason) ? undefined : { state: 'Failed', reason, message };
}

const isObserved = ({ metadata, status }: Stored<Environment>): boolean =>
  status?.observedGeneration === metadata.generation;

/** Reasons of a rollout that is over, or that there is none to make. */
const NOT_FAILED: ReadonlySet<string> = new Set<RolloutReason>(['Available', 'NothingToRun', 'Deleting']);

const underWay: State = { state: 'Progressing', reason: 'Progressing', message: 'the new commit is about to start' };
