import type { Redact } from '#lib/redact.ts';
import { cut } from '#lib/text.ts';
import type { Environment } from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Deployment, Namespace, Pod, Service } from '#model/kubernetes/workload.ts';
import type { ObjectReader, Objects } from '#ports/objects/objects.ts';
import type { PodLogs } from '#ports/pod-logs.ts';
import { ENVIRONMENT_LABEL, RECORD_LABEL } from './labels.ts';

export interface EnvironmentPorts {
  /** Where status and preconditions are written. */
  readonly objects: Objects;
  /** Where the state of what runs is read: a cache, or the objects themselves. */
  readonly reader: ObjectReader;
  readonly podLogs: PodLogs;
  readonly redact: Redact;
  /** The address of an environment for people. */
  readonly urlOf: (name: EnvironmentName) => string;
}

/** All that a decision about one environment may depend on. */
export interface EnvironmentWorld {
  readonly environment: Stored<Environment>;
  readonly namespace: Stored<Namespace> | undefined;
  readonly service: Stored<Service> | undefined;
  readonly deployment: Stored<Deployment> | undefined;
  readonly pods: readonly Stored<Pod>[];
  /** The last lines that the failing container of the present attempt wrote. */
  readonly failureLog: readonly string[];
  readonly url: string;
}

const LOG_LINES = 20;
const LOG_LINE_LENGTH = 300;

/**
 * Reads the world of one environment, or undefined when there is no such environment. Throws `ObjectsError`.
 * The spec is read from the server, the rest may come from a cache: an old view of it fails at its precondition.
 */
export async function gatherEnvironment(
  ports: EnvironmentPorts,
  name: EnvironmentName,
): Promise<EnvironmentWorld | undefined> {
  const { objects } = ports;
  const environment = await objects.get('Environment', { name, namespace: HOME_NAMESPACE });
  if (!environment) return undefined;

  // That something is gone is never concluded from a cache: it may not have seen yet that it came.
  const reader = environment.metadata.deletionTimestamp === undefined ? ports.reader : objects;
  const within = { name: environment.spec.application, namespace: name };
  const [namespace, service, deployment, pods] = await Promise.all([
    reader.get('Namespace', { name }),
    reader.get('Service', within),
    reader.get('Deployment', within),
    reader.list('Pod', { namespace: name, labels: { [ENVIRONMENT_LABEL]: name } }),
  ]);
  const failureLog = await readFailureLog(ports, environment, pods.items);
  const masked = pods.items.map((pod) => withMaskedMessages(pod, ports.redact));
  return { environment, namespace, service, deployment, pods: masked, failureLog, url: ports.urlOf(name) };
}

/** What a container waits for may quote the output of a build (law 8). */
function withMaskedMessages(pod: Stored<Pod>, redact: Redact): Stored<Pod> {
  const { status } = pod;
  if (!status?.containerStatuses) return pod;
  const containerStatuses = status.containerStatuses.map((container) => {
    const { waiting } = container.state;
    if (waiting?.message === undefined) return container;
    return { ...container, state: { ...container.state, waiting: { ...waiting, message: redact(waiting.message) } } };
  });
  return { ...pod, status: { ...status, containerStatuses } };
}

/** Only of a container that was restarted: what it said before it ended is in its previous run. */
async function readFailureLog(
  { podLogs, redact }: EnvironmentPorts,
  { spec }: Environment,
  pods: readonly Stored<Pod>[],
): Promise<readonly string[]> {
  const record = String(spec.revision?.deploymentId);
  const failing = pods.find(
    ({ metadata, status }) =>
      metadata.labels?.[RECORD_LABEL] === record &&
      status?.containerStatuses?.some(({ state }) => state.waiting?.reason === 'CrashLoopBackOff'),
  );
  if (!failing) return [];
  const { name, namespace = '' } = failing.metadata;
  const lines = await podLogs.tail({ name, namespace }, { lines: LOG_LINES, previous: true });
  return lines.map((line) => cut(redact(line), LOG_LINE_LENGTH));
}
