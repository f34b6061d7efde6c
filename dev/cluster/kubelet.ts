import { mkdir } from 'node:fs/promises';
import { settle } from '#dev/processes/settle.ts';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { KeyPair } from '#dev/control-plane/certificates.ts';
import { SOCKET } from './containerd.ts';
import type { ClusterPlan, NodePlan } from './plan.ts';

export interface KubeletOptions {
  readonly program: string;
  readonly kubeconfig: string;
  readonly certificateAuthorityFile: string;
  /** What it shows to the API server and to metrics-server. */
  readonly serving: KeyPair;
}

/** Writes what the kubelet reads. @returns its command */
export async function prepareKubelet(
  plan: ClusterPlan,
  node: NodePlan,
  options: KubeletOptions,
): Promise<readonly string[]> {
  const { directory } = node;
  const rootDirectory = join(directory, 'kubelet');
  await mkdir(rootDirectory, { recursive: true });
  await settle(join(directory, 'kubelet.kubeconfig'), options.kubeconfig);
  await settle(join(directory, 'kubelet.yaml'), stringify(settings(plan, node, options)));
  return [
    options.program,
    `--config=${join(directory, 'kubelet.yaml')}`,
    `--kubeconfig=${join(directory, 'kubelet.kubeconfig')}`,
    `--root-dir=${rootDirectory}`,
    `--hostname-override=${node.name}`,
    `--node-ip=${node.address}`,
    `--node-labels=topology.kubernetes.io/zone=${node.zone},topology.kubernetes.io/region=local`,
  ];
}

/** kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1. */
const settings = ({ dnsAddress }: ClusterPlan, { cgroup }: NodePlan, options: KubeletOptions) => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  containerRuntimeEndpoint: `unix://${SOCKET}`,
  cgroupDriver: 'cgroupfs',
  cgroupRoot: `/${cgroup}`,
  // Machines of developers have swap and older cgroups; what they run is theirs, not ours to reserve.
  failCgroupV1: false,
  failSwapOn: false,
  enforceNodeAllocatable: [],
  // A disk that is nearly full is no reason to throw a test's pods and images away.
  evictionHard: {
    'memory.available': '100Mi',
    'nodefs.available': '0%',
    'nodefs.inodesFree': '0%',
    'imagefs.available': '0%',
  },
  imageGCHighThresholdPercent: 100,
  // What was imported is there to be used, also when the same image was pulled by another name before.
  imagePullCredentialsVerificationPolicy: 'NeverVerifyAllowlistedImages',
  preloadedImagesVerificationAllowlist: ['dev.local/*'],
  clusterDomain: 'cluster.local',
  clusterDNS: [dnsAddress],
  // No name of the outside is looked up: nothing there can be reached.
  resolvConf: '',
  nodeStatusUpdateFrequency: '4s',
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: options.certificateAuthorityFile },
  },
  authorization: { mode: 'Webhook' },
  tlsCertFile: options.serving.certificateFile,
  tlsPrivateKeyFile: options.serving.keyFile,
});
