import type { Stored } from '#model/kubernetes/meta.ts';
import type { Deployment, DeploymentStatus, Pod } from '#model/kubernetes/workload.ts';
import { isoTime } from '#ports/clock.ts';
import { transition, type ConditionNow } from './conditions.ts';
import { isReady, isUpdated } from './rollout.ts';

/** Kubernetes' default. */
const PROGRESS_DEADLINE_SECONDS = 600;

/** A Deployment, its pods that are not being deleted, and the hash of its template. */
export interface DeploymentView {
  readonly deployment: Stored<Deployment>;
  readonly pods: readonly Stored<Pod>[];
  readonly hash: string;
}

/** The status of a Deployment as kube-controller-manager words it. @param now milliseconds since 1970 */
export function deploymentStatus(view: DeploymentView, now: number): DeploymentStatus {
  const { deployment, pods, hash } = view;
  const ready = pods.filter(isReady).length;
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: pods.length,
    updatedReplicas: pods.filter((pod) => isUpdated(hash, pod)).length,
    readyReplicas: ready,
    availableReplicas: ready,
    conditions: transition(
      deployment.status?.conditions,
      [available(deployment, ready), progressing(view, now)],
      isoTime(now),
    ),
  };
}

/** When the rollout will have taken too long, in milliseconds since 1970; undefined when it is over. */
export function progressDeadline({ deployment, pods, hash }: DeploymentView): number | undefined {
  if (isSteady(deployment) || isComplete({ deployment, pods, hash })) return undefined;
  const starts = pods
    .filter((pod) => isUpdated(hash, pod))
    .map(({ metadata }) => Date.parse(metadata.creationTimestamp));
  if (starts.length === 0) return undefined;
  const { progressDeadlineSeconds = PROGRESS_DEADLINE_SECONDS } = deployment.spec;
  return Math.max(...starts) + progressDeadlineSeconds * 1000;
}

function available({ spec }: Deployment, ready: number): ConditionNow {
  const enough = ready >= spec.replicas - (spec.strategy?.rollingUpdate.maxUnavailable ?? 0);
  return {
    type: 'Available',
    status: enough ? 'True' : 'False',
    reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: `Deployment ${enough ? 'has' : 'does not have'} minimum availability.`,
  };
}

function progressing(view: DeploymentView, now: number): ConditionNow {
  const { deployment, hash } = view;
  const replicaSet = `ReplicaSet "${deployment.metadata.name}-${hash}"`;
  const type = 'Progressing';
  if (isSteady(deployment) || isComplete(view)) {
    const message = `${replicaSet} has successfully progressed.`;
    return { type, status: 'True', reason: 'NewReplicaSetAvailable', message };
  }
  if (now >= (progressDeadline(view) ?? Infinity)) {
    const message = `${replicaSet} has timed out progressing.`;
    return { type, status: 'False', reason: 'ProgressDeadlineExceeded', message };
  }
  return { type, status: 'True', reason: 'ReplicaSetUpdated', message: `${replicaSet} is progressing.` };
}

/** A rollout that was completed once is over until the spec changes, even when its pods become unready. */
function isSteady({ metadata, status }: Stored<Deployment>): boolean {
  const reason = status?.conditions?.find(({ type }) => type === 'Progressing')?.reason;
  return reason === 'NewReplicaSetAvailable' && status?.observedGeneration === metadata.generation;
}

function isComplete({ deployment, pods, hash }: DeploymentView): boolean {
  const done = pods.filter((pod) => isUpdated(hash, pod) && isReady(pod)).length;
  return done === deployment.spec.replicas && pods.length === done;
}
