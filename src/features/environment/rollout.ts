import type { Revision } from '#model/environment.ts';
import type { Condition, Stored } from '#model/kubernetes/meta.ts';
import type { Deployment, Pod } from '#model/kubernetes/workload.ts';
import { DIGEST_ANNOTATION, RECORD_LABEL } from './labels.ts';

/** One attempt as the cluster shows it. */
export interface Rollout {
  readonly revision: Revision;
  readonly deployment: Stored<Deployment>;
  /** The pods of this attempt only, less those that are being deleted. */
  readonly pods: readonly Stored<Pod>[];
}

/** Kubernetes' default. */
const PROGRESS_DEADLINE_SECONDS = 600;

/** The observed generation and every ready pod are this digest's, and no older pod serves beside them (law 4). */
export function isAvailable({ revision, deployment, pods }: Rollout): boolean {
  const { spec, status } = deployment;
  const ready = pods.filter(isReady);
  return (
    isObserved(deployment) &&
    status?.updatedReplicas === spec.replicas &&
    status.replicas === spec.replicas &&
    (status.availableReplicas ?? 0) >= spec.replicas &&
    ready.length >= spec.replicas &&
    ready.every((pod) => pod.metadata.annotations?.[DIGEST_ANNOTATION] === revision.digest)
  );
}

/** Whether the status speaks about the spec as it stands; until then it tells of the attempt before. */
export const isObserved = ({ metadata, status }: Stored<Deployment>): boolean =>
  (status?.observedGeneration ?? 0) >= metadata.generation;

/** Whether the rollout has taken too long. */
export function isLate(deployment: Stored<Deployment>): boolean {
  const progressing = conditionOf(deployment.status?.conditions, 'Progressing');
  return isObserved(deployment) && progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded';
}

export const deadlineOf = ({ spec }: Deployment): number => spec.progressDeadlineSeconds ?? PROGRESS_DEADLINE_SECONDS;

export const isReady = ({ metadata, status }: Stored<Pod>): boolean =>
  metadata.deletionTimestamp === undefined && conditionOf(status?.conditions, 'Ready')?.status === 'True';

/** When the youngest ready pod became ready, in milliseconds since 1970; undefined when none is. */
export function readySince(pods: readonly Stored<Pod>[]): number | undefined {
  const times = pods
    .filter(isReady)
    .map(({ status }) => Date.parse(conditionOf(status?.conditions, 'Ready')?.lastTransitionTime ?? ''));
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** The pods of one attempt, less those that are being deleted: what becomes of them says nothing about it. */
export const podsOf = (pods: readonly Stored<Pod>[], deploymentId: number): readonly Stored<Pod>[] =>
  pods.filter(
    ({ metadata }) =>
      metadata.deletionTimestamp === undefined && metadata.labels?.[RECORD_LABEL] === String(deploymentId),
  );

export const conditionOf = (conditions: readonly Condition[] | undefined, type: string): Condition | undefined =>
  conditions?.find((condition) => condition.type === type);
