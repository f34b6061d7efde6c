import { mkdir } from 'node:fs/promises';
import { settle } from '#dev/processes/settle.ts';
import { join } from 'node:path';
import type { ClusterPlan, NodePlan } from './plan.ts';

export const PAUSE_IMAGE = 'dev.local/pause:1';

/** In the node's own /run. */
export const SOCKET = '/run/containerd/containerd.sock';

/** Writes what containerd reads. @param plugins where the CNI plugins are @returns its command */
export async function prepareContainerd(
  { registry, name }: ClusterPlan,
  node: NodePlan,
  plugins: string,
): Promise<readonly string[]> {
  const { directory } = node;
  const registries = join(directory, 'registries');
  await mkdir(join(registries, registry), { recursive: true });
  await mkdir(join(directory, 'cni'), { recursive: true });
  await settle(join(registries, registry, 'hosts.toml'), hosts(registry));
  await settle(join(directory, 'cni', '10-bridge.conflist'), JSON.stringify(bridge(name, node)));
  await settle(join(directory, 'containerd.toml'), settings(node, plugins, registries));
  return ['containerd', '--config', join(directory, 'containerd.toml')];
}

/**
 * containerd 1.6, docs/cri/config.md. A machine may lack the right to lower its own score for the kernel's killer of
 * processes; then every sandbox fails unless the score is restricted.
 */
const settings = (node: NodePlan, plugins: string, registries: string): string => `version = 2
root = "${join(node.directory, 'containerd')}"
state = "/run/containerd-state"
disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs"]
[grpc]
address = "${SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${PAUSE_IMAGE}"
restrict_oom_score_adj = true
stream_server_address = "127.0.0.1"
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "${plugins}"
conf_dir = "${join(node.directory, 'cni')}"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = false
[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "${registries}"
`;

/** Our registry speaks HTTP (containerd, docs/hosts.md). */
const hosts = (registry: string): string => `server = "http://${registry}"
[host."http://${registry}"]
capabilities = ["pull", "resolve"]
`;

/** cni.dev, plugins "bridge" and "host-local". A pod's packets keep their address: every node knows the way back. */
const bridge = (cluster: string, node: NodePlan) => ({
  cniVersion: '0.4.0',
  name: `${cluster}-${node.name}`,
  plugins: [
    {
      type: 'bridge',
      bridge: 'cni0',
      isDefaultGateway: true,
      hairpinMode: true,
      ipMasq: false,
      ipam: { type: 'host-local', ranges: [[{ subnet: node.podRange }]] },
    },
  ],
});
