import { firstThatHolds, type Fact, type Rule } from '#lib/rule.ts';
import type { Revision } from '#model/environment.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { ContainerState, Deployment, Pod } from '#model/kubernetes/workload.ts';
import { DIGEST_ANNOTATION, RECORD_LABEL } from './labels.ts';

/** One attempt as the cluster shows it. */
export interface Rollout {
  readonly revision: Revision;
  readonly deployment: Stored<Deployment>;
  /** The pods of this attempt only. */
  readonly pods: readonly Stored<Pod>[];
}

export type FailureReason = 'ImagePullBackOff' | 'CrashLoopBackOff' | 'ProgressDeadlineExceeded';

/** Why an attempt has failed. Texts are stable: no counts, no ages (law 6). */
export const reasonsForFailure: readonly Rule<Rollout, FailureReason>[] = [
  {
    reason: 'ImagePullBackOff',
    holds: ({ pods }) => waitingMessage(pods, ['ImagePullBackOff', 'InvalidImageName'], 'the image cannot be had'),
  },
  {
    reason: 'CrashLoopBackOff',
    holds: ({ pods }) =>
      waitingMessage(pods, ['CrashLoopBackOff'], '') === undefined
        ? undefined
        : `the process ends soon after its start${exitOf(pods)}`,
  },
  {
    reason: 'ProgressDeadlineExceeded',
    holds: ({ deployment }) => {
      const progressing = deployment.status?.conditions?.find(({ type }) => type === 'Progressing');
      return progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded'
        ? `it was not ready within ${deployment.spec.progressDeadlineSeconds ?? 600} seconds: does it listen on PORT and answer its health path?`
        : undefined;
    },
  },
];

export const whyFailed = (rollout: Rollout): Fact<FailureReason> | undefined =>
  firstThatHolds(reasonsForFailure, rollout);

/** The observed generation and every ready pod are this digest's (law 4). */
export function isAvailable({ revision, deployment, pods }: Rollout): boolean {
  const { metadata, spec, status } = deployment;
  if ((status?.observedGeneration ?? 0) < metadata.generation) return false;
  const ready = pods.filter(isReady);
  return (
    status?.updatedReplicas === spec.replicas &&
    (status.availableReplicas ?? 0) >= spec.replicas &&
    ready.length >= spec.replicas &&
    ready.every((pod) => pod.metadata.annotations?.[DIGEST_ANNOTATION] === revision.digest)
  );
}

export const isReady = ({ metadata, status }: Stored<Pod>): boolean =>
  metadata.deletionTimestamp === undefined && readyCondition(status)?.status === 'True';

/** When the youngest ready pod became ready, in milliseconds since 1970; undefined when none is. */
export function readySince(pods: readonly Stored<Pod>[]): number | undefined {
  const times = pods.filter(isReady).map(({ status }) => Date.parse(readyCondition(status)?.lastTransitionTime ?? ''));
  return times.length > 0 ? Math.max(...times) : undefined;
}

export const podsOf = (pods: readonly Stored<Pod>[], deploymentId: number): readonly Stored<Pod>[] =>
  pods.filter(({ metadata }) => metadata.labels?.[RECORD_LABEL] === String(deploymentId));

const readyCondition = (status: Pod['status']) => status?.conditions?.find(({ type }) => type === 'Ready');

const statesOf = (pods: readonly Stored<Pod>[]): readonly ContainerState[] =>
  pods.flatMap(({ status }) =>
    (status?.containerStatuses ?? []).flatMap(({ state, lastState }) => [state, ...(lastState ? [lastState] : [])]),
  );

function waitingMessage(
  pods: readonly Stored<Pod>[],
  reasons: readonly string[],
  otherwise: string,
): string | undefined {
  const waiting = statesOf(pods).find((state) => state.waiting && reasons.includes(state.waiting.reason))?.waiting;
  return waiting && (waiting.message ?? otherwise);
}

function exitOf(pods: readonly Stored<Pod>[]): string {
  const ended = statesOf(pods).find(({ terminated }) => terminated)?.terminated;
  return ended ? `, with exit code ${ended.exitCode}` : '';
}
