import { join } from 'node:path';
import { CertificateAuthority, type KeyPair } from './certificates.ts';

/** The keys of a control plane. All of one authority: nobody outside this machine trusts it. */
export interface Credentials {
  readonly authority: CertificateAuthority;
  /** What the API server shows. */
  readonly server: KeyPair;
  /** With which the API server asks kubelets. */
  readonly kubeletClient: KeyPair;
  /** With which the API server asks the servers of aggregated APIs, such as metrics-server. */
  readonly proxyClient: KeyPair;
  /** With which tokens of service accounts are signed. */
  readonly serviceAccounts: KeyPair;
}

/** Makes what is not there yet. @param addresses under which the API server is reached besides loopback */
export async function credentialsIn(directory: string, addresses: readonly string[]): Promise<Credentials> {
  const authority = await CertificateAuthority.open(join(directory, 'certificates'));
  const names = ['127.0.0.1', 'localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  const [server, kubeletClient, proxyClient, serviceAccounts] = await Promise.all([
    authority.server('kube-apiserver', { user: 'kube-apiserver' }, [...new Set([...names, ...addresses])]),
    authority.client('kubelet-client', { user: 'kube-apiserver-kubelet-client', groups: ['system:masters'] }),
    authority.client('proxy-client', { user: 'front-proxy-client' }),
    authority.client('service-accounts', { user: 'service-accounts' }),
  ]);
  return { authority, server, kubeletClient, proxyClient, serviceAccounts };
}
