import { readFile } from 'node:fs/promises';
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import type { ClusterAccess, Credentials } from '#adapters/kubernetes/transport/access.ts';

/** A cluster as a person's kubeconfig names it. */
export interface NamedCluster {
  readonly context: string;
  readonly access: ClusterAccess;
}

const NO_PROXY = 'name a context that reaches the API server directly or by VPN';

/**
 * A context of the kubeconfig files that `KUBECONFIG` names, else of `~/.kube/config`.
 * @param context the current one when left out
 * Throws `CodedError` `KubeconfigUnreadable`, `NoSuchContext`, `NoContext`, `ProxyUnsupported`.
 */
export async function clusterOfContext(context: string | undefined): Promise<NamedCluster> {
  // Takes half a second and 100 MB: only who names a context pays for it.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = read(new KubeConfig());
  const name = context ?? config.getCurrentContext();
  if (!name) throw problem('NoContext', 'no context is named, and none is the current one', contextsOf(config));
  if (!config.getContextObject(name))
    throw problem('NoSuchContext', `there is no context "${name}"`, contextsOf(config));
  config.setCurrentContext(name);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw problem('NoSuchContext', `the context "${name}" names a cluster that is not there`, '');
  if (cluster.proxyUrl) {
    throw problem('ProxyUnsupported', `the cluster of "${name}" is behind a proxy-url, which dm cannot pass`, NO_PROXY);
  }
  return { context: name, access: await accessOf(config, cluster, config.getCurrentUser()) };
}

function read(config: KubeConfig): KubeConfig {
  try {
    config.loadFromDefault();
    return config;
  } catch (error) {
    throw problem('KubeconfigUnreadable', messageOf(error), 'see what KUBECONFIG names, or mend ~/.kube/config');
  }
}

async function accessOf(config: KubeConfig, cluster: Cluster, user: User | null): Promise<ClusterAccess> {
  const authority = await pem(cluster.caData, cluster.caFile);
  const clientCertificate = user ? await certificateOf(user) : undefined;
  return {
    server: new URL(cluster.server),
    ...(authority !== undefined && { certificateAuthority: authority }),
    ...(cluster.tlsServerName !== undefined && { serverName: cluster.tlsServerName }),
    ...(cluster.skipTLSVerify && { insecure: true }),
    ...(clientCertificate ? { clientCertificate } : { credentials: credentialsOf(config) }),
  };
}

async function certificateOf(user: User): Promise<ClusterAccess['clientCertificate']> {
  const certificate = await pem(user.certData, user.certFile);
  const key = await pem(user.keyData, user.keyFile);
  return certificate !== undefined && key !== undefined ? { certificate, key } : undefined;
}

/** Data comes before a file, as kubectl takes them. */
async function pem(data: string | undefined, file: string | undefined): Promise<string | undefined> {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  return file ? readFile(file, 'utf8') : undefined;
}

/** Tokens, exec plugins (`aws eks get-token`), OIDC: as the official client gets them, which remembers them until they expire. */
function credentialsOf(config: KubeConfig): Credentials {
  const ask = async (): Promise<string> => {
    const request: { headers?: Record<string, string> } = {};
    await config.applyToHTTPSOptions(request);
    return /^Bearer (.*)$/.exec(request.headers?.['Authorization'] ?? '')?.[1] ?? '';
  };
  let asked: Promise<string> | undefined;
  return {
    // It starts a program for each who asks while there is no token; all who ask at once need only one.
    token: () => (asked ??= ask().finally(() => (asked = undefined))),
    refused: () => undefined,
  };
}

const contextsOf = (config: KubeConfig): string => {
  const names = config.getContexts().map(({ name }) => name);
  return names.length > 0
    ? `the contexts are: ${names.join(', ')}`
    : 'no kubeconfig was found: set KUBECONFIG, or make ~/.kube/config';
};

const problem = (code: string, message: string, next: string): CodedError =>
  new CodedError(code, `kubeconfig: ${message}`, { source: 'user', ...(next && { next }) });
