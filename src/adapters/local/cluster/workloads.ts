import { covers, equal } from '#lib/equal.ts';
import type { Random } from '#lib/random.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Deployment, EndpointSlice, Pod, Service } from '#model/kubernetes/workload.ts';
import type { Clock } from '#ports/clock.ts';
import { ABSENT, type Applied, type Objects } from '#ports/objects/objects.ts';
import { deploymentStatus, progressDeadline, type DeploymentView } from './deployment-status.ts';
import { SLICE_WRITER, slicesOf, type Address } from './endpoints.ts';
import { DEPLOYMENT_LABEL, DEPLOYMENT_UID_ANNOTATION, FIELD_MANAGER, MANAGED_BY_LABEL } from './labels.ts';
import { podOf } from './pod-of.ts';
import { isActive, planRollout, templateHash } from './rollout.ts';

export interface WorkloadPorts {
  readonly objects: Objects;
  readonly clock: Clock;
  readonly random: Random;
  /** Where the container of a pod listens, by the pod's uid. */
  readonly addressOf: (uid: string) => Address | undefined;
}

/**
 * Brings the slices and Deployments of a namespace one step on, from one view of its pods: a new pod is in its slice
 * before the old one goes. Throws `ObjectsError`.
 * @returns when to look again without being asked, in milliseconds from now
 */
export async function reconcileWorkloads(ports: WorkloadPorts, namespace: string): Promise<number | undefined> {
  const { objects } = ports;
  const [pods, services, slices, deployments] = await Promise.all([
    objects.list('Pod', { namespace }),
    objects.list('Service', { namespace }),
    objects.list('EndpointSlice', { namespace, labels: { [MANAGED_BY_LABEL]: SLICE_WRITER } }),
    objects.list('Deployment', { namespace }),
  ]);
  await reconcileSlices(ports, services.items, pods.items, slices.items);
  await removeOrphans(ports, deployments.items, pods.items);
  const deadlines: number[] = [];
  for (const deployment of deployments.items) {
    const deadline = await reconcileDeployment(ports, deployment, pods.items);
    if (deadline !== undefined) deadlines.push(deadline);
  }
  return deadlines.length > 0 ? Math.max(0, Math.min(...deadlines) - ports.clock.now()) : undefined;
}

async function reconcileSlices(
  { objects, addressOf }: WorkloadPorts,
  services: readonly Stored<Service>[],
  pods: readonly Stored<Pod>[],
  found: readonly Stored<EndpointSlice>[],
): Promise<void> {
  const wanted = services.flatMap((service) => slicesOf(service, pods, addressOf));
  for (const slice of wanted) {
    const old = found.find(({ metadata }) => metadata.name === slice.metadata.name);
    if (!covers(old, slice)) await objects.apply('EndpointSlice', slice, { fieldManager: FIELD_MANAGER });
  }
  for (const { metadata } of found) {
    if (wanted.some((slice) => slice.metadata.name === metadata.name)) continue;
    await objects.delete('EndpointSlice', metadata, { ifUid: metadata.uid });
  }
}

/** Pods whose Deployment is gone, or is another one of the same name. */
async function removeOrphans(
  { objects }: WorkloadPorts,
  deployments: readonly Stored<Deployment>[],
  pods: readonly Stored<Pod>[],
): Promise<void> {
  for (const pod of pods.filter(isActive)) {
    const owned = pod.metadata.labels?.[DEPLOYMENT_LABEL] !== undefined;
    if (owned && !deployments.some((deployment) => owns(deployment, pod))) await removePod(objects, pod);
  }
}

async function reconcileDeployment(
  ports: WorkloadPorts,
  deployment: Stored<Deployment>,
  all: readonly Stored<Pod>[],
): Promise<number | undefined> {
  const { objects, random, clock } = ports;
  const pods = all.filter((pod) => isActive(pod) && owns(deployment, pod));
  const view: DeploymentView = { deployment, pods, hash: templateHash(deployment.spec.template) };
  const { create, remove } = planRollout(deployment, pods, view.hash);
  for (const pod of remove) await removePod(objects, pod);
  for (let count = 0; count < create; count++) {
    const pod: Applied<'Pod'> = podOf(deployment, view.hash, random);
    await objects.apply('Pod', pod, { fieldManager: FIELD_MANAGER, ifVersion: ABSENT });
  }
  const status = deploymentStatus(view, clock.now());
  if (!equal(status, deployment.status)) {
    const ifVersion = deployment.metadata.resourceVersion;
    await objects.putStatus('Deployment', deployment.metadata, status, { ifVersion });
  }
  const deadline = progressDeadline(view);
  return deadline !== undefined && deadline > clock.now() ? deadline : undefined;
}

const owns = ({ metadata }: Stored<Deployment>, pod: Pod): boolean =>
  pod.metadata.labels?.[DEPLOYMENT_LABEL] === metadata.name &&
  pod.metadata.annotations?.[DEPLOYMENT_UID_ANNOTATION] === metadata.uid;

const removePod = (objects: Objects, { metadata }: Stored<Pod>): Promise<void> =>
  objects.delete('Pod', metadata, { ifUid: metadata.uid });
