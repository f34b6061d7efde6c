import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import type { Clock } from '#ports/clock.ts';
import type { ClusterAccess } from './access.ts';
import { tokenFile } from './token-file.ts';

/** Kubernetes documentation, "Accessing the Kubernetes API from a Pod". */
const DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster that this process runs in, as its service account. Throws `NotInCluster`. */
export async function inClusterAccess(
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  directory: string = DIRECTORY,
): Promise<ClusterAccess> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = environment;
  if (!host) throw notInCluster('KUBERNETES_SERVICE_HOST is not set');
  const certificateAuthority = await readFile(join(directory, 'ca.crt'), 'utf8').catch((cause: unknown) => {
    throw notInCluster(messageOf(cause), cause);
  });
  const server = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
  return { server, certificateAuthority, credentials: tokenFile(join(directory, 'token'), clock) };
}

const notInCluster = (why: string, cause?: unknown): CodedError =>
  new CodedError('NotInCluster', `Kubernetes: the cluster of this process: ${why}`, {
    source: 'user',
    next: 'run it in a pod with a service account, or name a context with --context',
    cause,
  });
