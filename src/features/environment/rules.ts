import { firstThatHolds, type Fact, type Rule } from '#lib/rule.ts';
import type { Attempt } from '#model/environment.ts';
import type { Deployment } from '#model/kubernetes/workload.ts';
import { endOfCrash, runsUnready, waitingFor } from './containers.ts';
import { CONTAINER_NAME } from './labels.ts';
import { conditionOf, deadlineOf, isLate, isObserved, type Rollout } from './rollout.ts';
import {
  causesOfNoNode,
  exceededQuota,
  pullError,
  refusedPod,
  startError,
  violatedStandard,
  withoutPod,
} from './texts.ts';

/** What may come right by itself, and is a failure only at the deadline. */
export type DelayReason =
  | 'Unschedulable'
  | 'QuotaExceeded'
  | 'PodSecurityViolation'
  | 'FailedCreate'
  | 'CreateContainerConfigError';

export type FailureReason =
  | 'ImagePullBackOff'
  | 'ImageRunsAsRoot'
  | 'RunContainerError'
  | 'OOMKilled'
  | 'CrashLoopBackOff'
  | DelayReason
  | 'ReadinessProbeFailed'
  | 'ProgressDeadlineExceeded';

/** What holds a rollout up: a node may be added, a quota raised, what is missing may be made. */
export const reasonsForDelay: readonly Rule<Rollout, DelayReason>[] = [
  {
    reason: 'Unschedulable',
    holds: ({ pods }) => {
      const scheduled = pods
        .map(({ status }) => conditionOf(status?.conditions, 'PodScheduled'))
        .find((condition) => condition?.status === 'False' && condition.reason === 'Unschedulable');
      return scheduled && `no node takes it: ${causesOfNoNode(scheduled.message)}`;
    },
  },
  { reason: 'QuotaExceeded', holds: (rollout) => exceededQuota(refusalOf(rollout) ?? '') },
  { reason: 'PodSecurityViolation', holds: (rollout) => violatedStandard(refusalOf(rollout) ?? '') },
  {
    reason: 'FailedCreate',
    holds: (rollout) => {
      const message = refusalOf(rollout);
      return message === undefined ? undefined : `its pod is refused: ${refusedPod(message)}`;
    },
  },
  {
    reason: 'CreateContainerConfigError',
    holds: ({ pods }) => {
      const message = waitingFor(pods, 'CreateContainerConfigError');
      return message === undefined ? undefined : `its container lacks something: ${withoutPod(message)}`;
    },
  },
];

/** Why an attempt has failed. Texts are stable: no counts, no ages (law 6). */
export const reasonsForFailure: readonly Rule<Rollout, FailureReason>[] = [
  {
    reason: 'ImagePullBackOff',
    holds: ({ pods }) => {
      const message = waitingFor(pods, 'ImagePullBackOff', 'InvalidImageName');
      return message === undefined ? undefined : pullError(message) || 'the image cannot be had';
    },
  },
  {
    reason: 'ImageRunsAsRoot',
    holds: ({ pods }) => {
      const message = waitingFor(pods, 'CreateContainerConfigError');
      return message?.includes('runAsNonRoot') === true
        ? `${withoutPod(message)}: set a numeric USER in its Dockerfile, or "podSecurity: baseline" in the file on the base branch`
        : undefined;
    },
  },
  {
    reason: 'RunContainerError',
    holds: ({ pods }) => {
      const end = endOfCrash(pods);
      const message =
        end?.reason === 'StartError' || end?.reason === 'ContainerCannotRun'
          ? (end.message ?? '')
          : waitingFor(pods, 'RunContainerError', 'CreateContainerError');
      return message === undefined ? undefined : `its command cannot be started${said(startError(message))}`;
    },
  },
  {
    reason: 'OOMKilled',
    holds: ({ pods, deployment }) =>
      endOfCrash(pods)?.reason === 'OOMKilled'
        ? `it used more memory than its limit${memoryLimitOf(deployment)}: raise resources.limits.memory in the file`
        : undefined,
  },
  {
    reason: 'CrashLoopBackOff',
    holds: ({ pods }) => {
      if (waitingFor(pods, 'CrashLoopBackOff') === undefined) return undefined;
      const end = endOfCrash(pods);
      return `the process ends soon after its start${end ? `, with exit code ${end.exitCode}` : ''}`;
    },
  },
  ...reasonsForDelay.map(({ reason, holds }) => ({
    reason,
    holds: (rollout: Rollout) => (isLate(rollout.deployment) ? holds(rollout) : undefined),
  })),
  {
    reason: 'ReadinessProbeFailed',
    holds: ({ pods, deployment, revision }) =>
      isLate(deployment) && pods.some(runsUnready)
        ? `it runs, but did not answer GET ${revision.workload.service.health} on port ${revision.workload.service.port} within ${deadlineOf(deployment)} seconds: does it listen on PORT, on every address?`
        : undefined,
  },
  {
    reason: 'ProgressDeadlineExceeded',
    holds: ({ deployment }) =>
      isLate(deployment) ? `it was not ready within ${deadlineOf(deployment)} seconds` : undefined,
  },
];

/** The verdict that an attempt had, where it is one of these. */
export function failureOf({ outcome, reason, message = '' }: Attempt): Fact<FailureReason> | undefined {
  const known = outcome === 'failed' ? reasonsForFailure.find((one) => one.reason === reason) : undefined;
  return known && { reason: known.reason, message };
}

export const whyFailed = (rollout: Rollout): Fact<FailureReason> | undefined =>
  firstThatHolds(reasonsForFailure, rollout);

export const whyDelayed = (rollout: Rollout): Fact<DelayReason> | undefined => firstThatHolds(reasonsForDelay, rollout);

/** The deadline passes after every failure: what is only told at it says less than what was told before. */
const toldAtDeadline: ReadonlySet<string> = new Set([
  ...reasonsForDelay.map(({ reason }) => reason),
  'ReadinessProbeFailed',
  'ProgressDeadlineExceeded',
]);

/**
 * Whether a failure outlives its cause: between two tries a container shows for a moment that it is being created, runs
 * or has ended. What is only told at the deadline ends when the rollout goes on.
 */
export const standsBetweenTries = ({ reason }: Fact<FailureReason>): boolean => !toldAtDeadline.has(reason);

/** Whether a failure that is told now replaces the one that was told before. */
export const replaces = (now: string, before: string): boolean =>
  now !== before && (!toldAtDeadline.has(now) || (toldAtDeadline.has(before) && now !== 'ProgressDeadlineExceeded'));

/** Why no pod of this attempt could be made. The condition may still speak of the attempt before, unless there is none of this one. */
function refusalOf({ deployment, pods }: Rollout): string | undefined {
  if (!isObserved(deployment) || pods.length >= deployment.spec.replicas) return undefined;
  const refused = conditionOf(deployment.status?.conditions, 'ReplicaFailure');
  return refused?.status === 'True' && refused.reason === 'FailedCreate' ? refused.message : undefined;
}

function memoryLimitOf({ spec }: Deployment): string {
  const container = spec.template.spec.containers.find(({ name }) => name === CONTAINER_NAME);
  const limit = container?.resources?.limits?.['memory'];
  return limit === undefined ? '' : ` of ${limit}`;
}

const said = (detail: string): string => (detail === '' ? '' : `: ${detail}`);
