import type { Condition } from '#model/kubernetes/meta.ts';
import type { ContainerState, Pod } from '#model/kubernetes/workload.ts';
import { transition, type ConditionNow } from './conditions.ts';

export type PodStatus = NonNullable<Pod['status']>;

/** What the kubelet knows of a pod's container. */
export interface ContainerView {
  readonly state: ContainerState;
  readonly lastState: ContainerState | undefined;
  readonly ready: boolean;
  readonly restartCount: number;
  /** Whether the image is there. */
  readonly pulled: boolean;
  /** Whether it was ever started. */
  readonly started: boolean;
  readonly ip: string | undefined;
}

/** The status of a pod with one container, in the kubelet's words. @param now RFC 3339 */
export function podStatus(
  { spec }: Pod,
  view: ContainerView,
  before: readonly Condition[] | undefined,
  now: string,
): PodStatus {
  const [container] = spec.containers;
  const { state, lastState, ready, restartCount, ip } = view;
  return {
    phase: view.started ? 'Running' : 'Pending',
    ...(ip !== undefined && { podIP: ip }),
    conditions: transition(before, [readyCondition('ContainersReady', ready), readyCondition('Ready', ready)], now),
    containerStatuses: [
      {
        name: container?.name ?? '',
        ready,
        restartCount,
        imageID: view.pulled ? (container?.image ?? '') : '',
        state,
        ...(lastState && { lastState }),
      },
    ],
  };
}

const readyCondition = (type: string, ready: boolean): ConditionNow => ({
  type,
  status: ready ? 'True' : 'False',
  reason: ready ? 'ContainersReady' : 'ContainersNotReady',
  message: ready ? 'all containers are ready' : 'a container is not ready',
});
