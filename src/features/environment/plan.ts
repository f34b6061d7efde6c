import { equal } from '#lib/equal.ts';
import type { Fact } from '#lib/rule.ts';
import { ENVIRONMENT_FINALIZER, type Attempt, type EnvironmentStatus, type Revision } from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { done, requeueAfter, type Outcome } from '#model/outcome.ts';
import type { RolloutReason } from '#model/reasons.ts';
import { isoTime } from '#ports/clock.ts';
import { deletionText } from './blockers.ts';
import { differences, type Difference } from './differences.ts';
import type { EnvironmentWorld } from './gather.ts';
import { ENVIRONMENT_LABEL } from './labels.ts';
import { render } from './render/render.ts';
import { isAvailable, isReady, podsOf, readySince, type Rollout } from './rollout.ts';
import { failureOf, replaces, standsBetweenTries, whyDelayed, whyFailed, type FailureReason } from './rules.ts';
import { statusOf, type Progress } from './status.ts';

export type EnvironmentAction =
  | Difference
  | { readonly kind: 'deleteNamespace'; readonly name: EnvironmentName; readonly uid: string }
  | { readonly kind: 'release' };

/** What to do about one environment: actions in their order, the status to show, and how the reconcile ends. */
export interface EnvironmentPlan {
  readonly actions: readonly EnvironmentAction[];
  /** Undefined when it stands already. */
  readonly status: EnvironmentStatus | undefined;
  readonly outcome: Outcome;
}

/** What only fences or serves what runs is applied side by side: it needs the namespace, and what runs needs all of it. */
export function stepsOf(actions: readonly EnvironmentAction[]): readonly (readonly EnvironmentAction[])[] {
  const steps: EnvironmentAction[][] = [];
  for (const action of actions) {
    const last = steps.at(-1);
    if (last && isBeside(action) && last.every(isBeside)) last.push(action);
    else steps.push([action]);
  }
  return steps;
}

const isBeside = (action: EnvironmentAction): boolean => action.kind === 'apply' && action.object.kind !== 'Deployment';

/** A commit that crashed must have been ready this long before it counts as well again. */
const RECOVERED_AFTER_MS = 30_000;

/** The end of a namespace may go unseen: a watch that begins anew tells nothing of what it never saw. */
const LOOK_AGAIN_MS = 30_000;

/** Nothing wakes an environment when its cluster is proven to enforce policies. */
const PROVEN_AGAIN_MS = 10 * 60_000;

/** An environment is made a moment before its first record is (docs/adr/0004), and its spec says what it is of then. */
const RECORDED_WITHIN_MS = 10_000;

/** Makes what runs equal to the spec. Pure. @param now milliseconds since 1970 */
export function planEnvironment(world: EnvironmentWorld, now: number): EnvironmentPlan {
  const { environment, namespace } = world;
  const { revision } = environment.spec;
  if (environment.metadata.deletionTimestamp !== undefined) return planDeletion(world, now);
  if (!isOurs(world)) return conclude(world, [], { kind: 'failed', fact: taken(environment.metadata.name) }, now);
  if (!revision && isBeingRecorded(environment, now)) {
    const outcome = requeueAfter(RECORDED_WITHIN_MS, 'its first commit is being recorded');
    return { actions: [], status: undefined, outcome };
  }
  if (!revision) return conclude(world, [], { kind: 'nothing', fact: nothingToRun }, now);
  if (namespace?.metadata.deletionTimestamp !== undefined) {
    const message = `${deletionText(namespace)}; it is made anew when it is gone`;
    return conclude(world, [], { kind: 'progressing', fact: { reason: 'Deleting', message } }, now);
  }
  const refused = whyRefused(world);
  if (refused) return conclude(world, [], refused, now);

  const wanted = render(environment.metadata.name, environment.spec, revision, world);
  const actions = differences(world, wanted);
  return conclude(world, actions, progressOf(world, revision, actions, now), now);
}

const isOurs = ({ environment, namespace }: EnvironmentWorld): boolean =>
  namespace === undefined || namespace.metadata.labels?.[ENVIRONMENT_LABEL] === environment.metadata.name;

const isBeingRecorded = ({ metadata, spec, status }: EnvironmentWorld['environment'], now: number): boolean =>
  !spec.waiting && !status && now - Date.parse(metadata.creationTimestamp) < RECORDED_WITHIN_MS;

const taken = (name: EnvironmentName): Fact<RolloutReason> => ({
  reason: 'NamespaceTaken',
  message: `a namespace ${name} exists that is not ours: rename it or delete it`,
});
const nothingToRun: Fact<RolloutReason> = { reason: 'NothingToRun', message: 'no commit was accepted yet' };

/** Nobody's code but our own team's starts where nothing would fence it in (law 7). What runs already goes on. */
function whyRefused({ policies }: EnvironmentWorld): Progress | undefined {
  if (policies === undefined || policies === 'enforced') return undefined;
  const reason = 'PoliciesNotEnforced';
  if (policies === 'unknown') {
    return {
      kind: 'progressing',
      fact: { reason, message: 'whether this cluster enforces network policies is not proven yet' },
    };
  }
  const message = 'this cluster does not enforce network policies: code of forks does not run here';
  return { kind: 'failed', fact: { reason, message } };
}

function planDeletion(world: EnvironmentWorld, now: number): EnvironmentPlan {
  const { environment, namespace } = world;
  const { name, finalizers } = environment.metadata;
  if (namespace && isOurs(world)) {
    const isUnderWay = namespace.metadata.deletionTimestamp !== undefined;
    const message = isUnderWay ? deletionText(namespace) : 'it is being deleted';
    const progress: Progress = { kind: 'nothing', fact: { reason: 'Deleting', message } };
    const remove = { kind: 'deleteNamespace', name, uid: namespace.metadata.uid } as const;
    const plan = conclude(world, isUnderWay ? [] : [remove], progress, now);
    return { ...plan, outcome: requeueAfter(LOOK_AGAIN_MS, message) };
  }
  if (!finalizers?.includes(ENVIRONMENT_FINALIZER)) return { actions: [], status: undefined, outcome: done };
  return { actions: [{ kind: 'release' }], status: undefined, outcome: done };
}

function progressOf(
  world: EnvironmentWorld,
  revision: Revision,
  actions: readonly Difference[],
  now: number,
): Progress {
  const { environment, parts, pods } = world;
  const deployment = parts.Deployment.find(({ metadata }) => metadata.name === environment.spec.application);
  if (!deployment || actions.some(changesWhatRuns)) return progressing;

  const rollout: Rollout = { revision, deployment, pods: podsOf(pods, revision.deploymentId) };
  const failure = failureNow(rollout, attemptOf(world, revision));
  if (failure) return { kind: 'failed', fact: failure };
  if (isAvailable(rollout) && !isRecovering(world, rollout, now)) return available;
  const delay = whyDelayed(rollout);
  if (delay) return { kind: 'progressing', fact: delay };
  return attemptOf(world, revision)?.outcome === 'succeeded' ? notReady : progressing;
}

/** What people were told stands until it is better known, or until a pod is ready. */
function failureNow(rollout: Rollout, attempt: Attempt | undefined): Fact<FailureReason> | undefined {
  const [seen, told] = [whyFailed(rollout), attempt && failureOf(attempt)];
  if (!told) return seen;
  if (seen) return replaces(seen.reason, told.reason) ? seen : told;
  return standsBetweenTries(told) && !rollout.pods.some(isReady) ? told : undefined;
}

/** What is seen of a rollout says nothing more once this was written. */
const changesWhatRuns = (action: Difference): boolean =>
  action.kind === 'applyNamespace' ||
  (action.kind === 'apply' && (action.object.kind === 'Deployment' || action.object.kind === 'Service'));

const available: Progress = { kind: 'available', fact: { reason: 'Available', message: 'it answers' } };
const progressing: Progress = {
  kind: 'progressing',
  fact: { reason: 'Progressing', message: 'the new commit is starting' },
};
/** It answered before: a moment of weakness, or a pod that is being replaced. */
const notReady: Progress = {
  kind: 'progressing',
  fact: { reason: 'NotReady', message: 'its health path does not answer' },
};

/** Between two crashes a process may look well for a moment. */
function isRecovering(world: EnvironmentWorld, { revision, pods }: Rollout, now: number): boolean {
  const attempt = attemptOf(world, revision);
  const since = readySince(pods);
  return attempt?.outcome === 'failed' && since !== undefined && now - since < RECOVERED_AFTER_MS;
}

const attemptOf = ({ environment }: EnvironmentWorld, { deploymentId }: Revision): Attempt | undefined =>
  environment.status?.attempts?.find((attempt) => attempt.deploymentId === deploymentId);

function conclude(
  world: EnvironmentWorld,
  actions: readonly EnvironmentAction[],
  progress: Progress,
  now: number,
): EnvironmentPlan {
  const status = statusOf(world, progress, isoTime(now));
  const isShown = equal(world.environment.status, status);
  return { actions, status: isShown ? undefined : status, outcome: outcomeOf(world, progress) };
}

function outcomeOf({ environment }: EnvironmentWorld, { kind, fact }: Progress): Outcome {
  const { waiting } = environment.spec;
  if (fact.reason === 'NamespaceTaken') return { kind: 'stalled', ...fact };
  if (kind === 'progressing') return requeueAfter(RECOVERED_AFTER_MS, fact.message);
  if (fact.reason === 'PoliciesNotEnforced') return { kind: 'waiting', ...fact, recheckMs: PROVEN_AGAIN_MS };
  if (kind === 'failed') return { kind: 'waiting', ...fact };
  return waiting ? { kind: 'waiting', ...waiting } : done;
}
