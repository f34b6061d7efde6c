import type { Redact } from '#lib/redact.ts';
import type { Environment } from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Namespace, Pod } from '#model/kubernetes/workload.ts';
import type { Isolation, PolicyEnforcement } from '#ports/isolation.ts';
import type { ObjectReader, Objects } from '#ports/objects/objects.ts';
import type { PodLogs } from '#ports/pod-logs.ts';
import { readFailureLog } from './failure-log.ts';
import { ENVIRONMENT_LABEL } from './labels.ts';
import { maskedDeployment, maskedPod } from './masked.ts';
import { noParts, type Parts } from './parts.ts';
import { readParts } from './read-parts.ts';

/** What reading the world of an environment needs. */
export interface EnvironmentReads {
  /** The objects themselves: what a decision must not take from an old view. */
  readonly objects: ObjectReader;
  /** Where the state of what runs is read: a cache of what is ours, or the objects themselves. */
  readonly reader: ObjectReader;
  readonly podLogs: PodLogs;
  readonly isolation: Isolation;
  readonly redact: Redact;
  /** The address of an environment for people. */
  readonly urlOf: (name: EnvironmentName) => string;
  /** Left out where images are pulled without credentials of ours. */
  readonly pullSecrets?: PullSecrets;
}

export interface EnvironmentPorts extends EnvironmentReads {
  readonly objects: Objects;
}

/** The text of the `.dockerconfigjson` that pulls an image; undefined where none is needed or known. */
export type PullSecrets = (image: string) => string | undefined;

/** All that a decision about one environment may depend on. It has the content of no secret. */
export interface EnvironmentWorld {
  readonly environment: Stored<Environment>;
  readonly namespace: Stored<Namespace> | undefined;
  readonly parts: Parts;
  readonly pods: readonly Stored<Pod>[];
  /** The last lines that the failing container of the present attempt wrote. */
  readonly failureLog: readonly string[];
  readonly url: string;
  /** Whether there are credentials for the registry of its image. */
  readonly hasPullSecret: boolean;
  /** Asked for code of a fork only. */
  readonly policies: PolicyEnforcement | undefined;
}

/**
 * Reads the world of one environment, or undefined when there is no such environment. Throws `ObjectsError`.
 * The spec is read from the server, the rest may come from a cache: an old view of it fails at its precondition.
 */
export async function gatherEnvironment(
  ports: EnvironmentReads,
  name: EnvironmentName,
): Promise<EnvironmentWorld | undefined> {
  const { objects, redact } = ports;
  const environment = await objects.get('Environment', { name, namespace: HOME_NAMESPACE });
  if (!environment) return undefined;

  // That something is gone is never concluded from a cache: it may not have seen yet that it came.
  const isEnding = environment.metadata.deletionTimestamp !== undefined;
  const reader = isEnding ? objects : ports.reader;
  const [namespace, pods] = await Promise.all([
    readNamespace(reader, objects, name),
    reader.list('Pod', { namespace: name, labels: { [ENVIRONMENT_LABEL]: name } }),
  ]);
  const pullSecret = pullSecretFor(ports, environment);
  const parts = namespace && !isEnding ? await readParts(ports, environment, pullSecret) : noParts;
  return {
    environment,
    namespace,
    parts: { ...parts, Deployment: parts.Deployment.map((one) => maskedDeployment(one, redact)) },
    pods: pods.items.map((pod) => maskedPod(pod, redact)),
    failureLog: await readFailureLog(ports, environment, parts.Deployment, pods.items),
    url: ports.urlOf(name),
    hasPullSecret: pullSecret !== undefined,
    policies: environment.spec.pullRequest?.fork === true ? await ports.isolation.enforcesPolicies() : undefined,
  };
}

/** A cache of what is ours does not know the namespaces of others: that a name is free is the server's word. */
const readNamespace = async (
  reader: ObjectReader,
  objects: ObjectReader,
  name: EnvironmentName,
): Promise<Stored<Namespace> | undefined> =>
  (await reader.get('Namespace', { name })) ?? (await objects.get('Namespace', { name }));

/** The text of the Secret for the image that shall run. */
export function pullSecretFor({ pullSecrets }: EnvironmentReads, { spec }: Environment): string | undefined {
  return spec.revision && pullSecrets?.(spec.revision.image);
}
