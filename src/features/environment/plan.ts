import { covers, equal } from '#lib/equal.ts';
import type { Attempt, EnvironmentStatus, Revision } from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { done, requeueAfter, type Outcome } from '#model/outcome.ts';
import { isoTime } from '#ports/clock.ts';
import type { Applied } from '#ports/objects/objects.ts';
import type { EnvironmentWorld } from './gather.ts';
import { ENVIRONMENT_FINALIZER } from '#model/environment.ts';
import { deletionText } from './blockers.ts';
import { ENVIRONMENT_LABEL } from './labels.ts';
import { render, type Manifests } from './render.ts';
import { isAvailable, podsOf, readySince, whyFailed, type Rollout } from './rules.ts';
import { statusOf, type Progress } from './status.ts';

export type EnvironmentAction =
  | { readonly kind: 'applyNamespace'; readonly object: Applied<'Namespace'> }
  | { readonly kind: 'applyService'; readonly object: Applied<'Service'> }
  | { readonly kind: 'applyDeployment'; readonly object: Applied<'Deployment'> }
  | { readonly kind: 'deleteNamespace'; readonly name: EnvironmentName; readonly uid: string }
  | { readonly kind: 'release' };

/** What to do about one environment: actions in their order, the status to show, and how the reconcile ends. */
export interface EnvironmentPlan {
  readonly actions: readonly EnvironmentAction[];
  /** Undefined when it stands already. */
  readonly status: EnvironmentStatus | undefined;
  readonly outcome: Outcome;
}

/** A commit that crashed must have been ready this long before it counts as well again. */
const RECOVERED_AFTER_MS = 30_000;

/** The end of a namespace may go unseen: a watch that begins anew tells nothing of what it never saw. */
const LOOK_AGAIN_MS = 30_000;

/** Makes what runs equal to the spec. Pure. @param now milliseconds since 1970 */
export function planEnvironment(world: EnvironmentWorld, now: number): EnvironmentPlan {
  const { environment, namespace } = world;
  const name = environment.metadata.name;
  const isOurs = namespace === undefined || namespace.metadata.labels?.[ENVIRONMENT_LABEL] === name;
  if (environment.metadata.deletionTimestamp !== undefined) return planDeletion(world, isOurs, now);
  if (!isOurs) {
    const message = `a namespace ${name} exists that is not ours: rename it or delete it`;
    return conclude(world, [], { kind: 'failed', fact: { reason: 'NamespaceTaken', message } }, now);
  }
  const { revision } = environment.spec;
  if (!revision)
    return conclude(
      world,
      [],
      { kind: 'nothing', fact: { reason: 'NothingToRun', message: 'no commit was accepted yet' } },
      now,
    );

  const actions = differences(world, render(name, environment.spec, revision));
  return conclude(world, actions, progressOf(world, actions, now), now);
}

function planDeletion(world: EnvironmentWorld, isOurs: boolean, now: number): EnvironmentPlan {
  const { environment, namespace } = world;
  const { name, finalizers } = environment.metadata;
  if (namespace && isOurs) {
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

/** Only what differs is applied, the namespace before what lives in it. */
function differences(
  { namespace, service, deployment }: EnvironmentWorld,
  wanted: Manifests,
): readonly EnvironmentAction[] {
  const actions: EnvironmentAction[] = [];
  if (!covers(namespace, wanted.namespace)) actions.push({ kind: 'applyNamespace', object: wanted.namespace });
  if (!covers(service, wanted.service)) actions.push({ kind: 'applyService', object: wanted.service });
  if (!covers(deployment, wanted.deployment)) actions.push({ kind: 'applyDeployment', object: wanted.deployment });
  return actions;
}

function progressOf(world: EnvironmentWorld, actions: readonly EnvironmentAction[], now: number): Progress {
  const { environment, deployment, pods } = world;
  const { revision } = environment.spec;
  if (!revision || !deployment || actions.length > 0) return progressing;

  const rollout: Rollout = { revision, deployment, pods: podsOf(pods, revision.deploymentId) };
  const failure = whyFailed(rollout);
  if (failure) return { kind: 'failed', fact: failure };
  if (isAvailable(rollout) && !isRecovering(world, rollout, now)) return available;
  return attemptOf(world, revision)?.outcome === 'succeeded' ? notReady : progressing;
}

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
  if (kind === 'failed') return { kind: 'waiting', ...fact };
  return waiting ? { kind: 'waiting', ...waiting } : done;
}
