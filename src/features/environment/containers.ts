import type { Stored } from '#model/kubernetes/meta.ts';
import type { ContainerState, ContainerStatus, Pod } from '#model/kubernetes/workload.ts';

type Pods = readonly Stored<Pod>[];
type Ended = NonNullable<ContainerState['terminated']>;

const containersOf = (pods: Pods): readonly ContainerStatus[] =>
  pods.flatMap(({ status }) => status?.containerStatuses ?? []);

/** What a container waits for, if it is one of these reasons; its message may be empty. */
export function waitingFor(pods: Pods, ...reasons: readonly string[]): string | undefined {
  const waiting = containersOf(pods).find(({ state }) => state.waiting && reasons.includes(state.waiting.reason));
  return waiting && (waiting.state.waiting?.message ?? '');
}

/** How the last run of a container ended that is not started again at once. */
export function endOfCrash(pods: Pods): Ended | undefined {
  const crashing = containersOf(pods).find(({ state }) => state.waiting?.reason === 'CrashLoopBackOff');
  return crashing?.lastState?.terminated;
}

export const isCrashing = (pod: Stored<Pod>): boolean => waitingFor([pod], 'CrashLoopBackOff') !== undefined;

/** Whether the process runs, and its probe does not succeed. */
export const runsUnready = (pod: Stored<Pod>): boolean =>
  containersOf([pod]).some(({ state, ready }) => state.running !== undefined && !ready);
