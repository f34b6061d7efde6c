import type { Redact } from '#lib/redact.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { ContainerState, Deployment, Pod } from '#model/kubernetes/workload.ts';

/** What a container waits for may quote the output of a build, and how it ended its command (law 8). */
export function maskedPod(pod: Stored<Pod>, redact: Redact): Stored<Pod> {
  const { status } = pod;
  if (!status?.containerStatuses) return pod;
  const containerStatuses = status.containerStatuses.map((container) => ({
    ...container,
    state: maskedState(container.state, redact),
    ...(container.lastState && { lastState: maskedState(container.lastState, redact) }),
  }));
  return { ...pod, status: { ...status, containerStatuses } };
}

/** Whoever refuses its pods may quote them. */
export function maskedDeployment(deployment: Stored<Deployment>, redact: Redact): Stored<Deployment> {
  const { status } = deployment;
  if (!status?.conditions) return deployment;
  const conditions = status.conditions.map((condition) => ({ ...condition, message: redact(condition.message) }));
  return { ...deployment, status: { ...status, conditions } };
}

const maskedState = ({ waiting, terminated, ...state }: ContainerState, redact: Redact): ContainerState => ({
  ...state,
  ...(waiting && { waiting: maskedMessage(waiting, redact) }),
  ...(terminated && { terminated: maskedMessage(terminated, redact) }),
});

const maskedMessage = <Part extends { readonly message?: string }>(part: Part, redact: Redact): Part =>
  part.message === undefined ? part : { ...part, message: redact(part.message) };
