import { stringify } from 'yaml';

export interface KubeconfigOptions {
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly token: string;
  readonly user: string;
  /** The name of the cluster and of the only context. */
  readonly name: string;
}

/** The text of a kubeconfig file with one context (kubernetes.io/docs/reference/config-api/kubeconfig.v1). Pure. */
export function kubeconfigOf({ server, certificateAuthority, token, user, name }: KubeconfigOptions): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'certificate-authority-data': base64(certificateAuthority) } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user } }],
  });
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
