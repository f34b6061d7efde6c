import { settle } from '#dev/processes/settle.ts';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ClusterPlan, NodePlan } from './plan.ts';

/** Writes what kube-proxy reads. @returns its command */
export async function prepareKubeProxy(
  { podRange }: ClusterPlan,
  { name, directory }: NodePlan,
  { program, kubeconfig }: { readonly program: string; readonly kubeconfig: string },
): Promise<readonly string[]> {
  const kubeconfigFile = join(directory, 'kube-proxy.kubeconfig');
  await settle(kubeconfigFile, kubeconfig);
  await settle(join(directory, 'kube-proxy.yaml'), stringify(settings(podRange, name, kubeconfigFile)));
  return [program, `--config=${join(directory, 'kube-proxy.yaml')}`];
}

/**
 * kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1. What does not come from a pod gets the address of
 * the node, so that the host may ask a Service too. The limits of connections are the machine's, not ours to change.
 */
const settings = (clusterCIDR: string, hostnameOverride: string, kubeconfig: string) => ({
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  mode: 'nftables',
  clusterCIDR,
  hostnameOverride,
  clientConnection: { kubeconfig },
  conntrack: { maxPerCore: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
});
