import { mkdir } from 'node:fs/promises';
import { kubeconfigFor, type Parts } from '#dev/control-plane/parts.ts';
import { daemonIn, type Place } from '#dev/control-plane/place.ts';
import type { Daemon } from '#dev/processes/daemon.ts';
import { ask, run } from '#dev/processes/run.ts';
import { waitFor } from '#dev/processes/wait.ts';
import type { Image } from '#dev/images/image.ts';
import { makeCgroup } from './cgroups.ts';
import { prepareContainerd, SOCKET } from './containerd.ts';
import { enter, Holder } from './holder.ts';
import { importImage, importPrograms } from './images.ts';
import { prepareKubeProxy } from './kube-proxy.ts';
import { prepareKubelet } from './kubelet.ts';
import { connectNode, setCable } from './network.ts';
import type { ClusterPlan, NodePlan } from './plan.ts';

const CONTAINERD_MS = 60_000;
const PROXY_USER = 'system:kube-proxy';
const userOf = ({ name }: NodePlan): string => `system:node:${name}`;

/** Who a node's programs are for the API server (kubernetes.io: "Using Node Authorization"). */
export const usersOf = ({ nodes }: ClusterPlan) => [
  { user: PROXY_USER },
  ...nodes.map((node) => ({ user: userOf(node), groups: ['system:nodes'] })),
];

/** A node that runs, with what may be done to it. */
export interface Node {
  readonly name: string;
  readonly zone: string;
  /** Of the node itself: ports of the kind NodePort are here. */
  readonly address: string;
  readonly containerd: Daemon;
  readonly kubelet: Daemon;
  readonly kubeProxy: Daemon;
  /** Nothing reaches it and it reaches nothing, until `linkUp`. */
  linkDown(): Promise<void>;
  linkUp(): Promise<void>;
  /** Everything in it ends at once, as when its power fails. It comes again with the next start of the cluster. */
  kill(): Promise<void>;
  /** Runs a command of this machine in the node's namespaces. @returns what it wrote */
  run(command: readonly string[]): Promise<string>;
  /** Gives it an image, by its full name. */
  importImage(image: Image, name: string): Promise<void>;
}

export interface NodeOptions {
  readonly place: Place;
  readonly plan: ClusterPlan;
  readonly node: NodePlan;
  readonly parts: Parts;
  /** Where the CNI plugins are. */
  readonly plugins: string;
  readonly programs: Readonly<Record<'kubelet' | 'kube-proxy' | 'pause', string>>;
  /** Programs of which it gets images. */
  readonly images: readonly string[];
}

/** Starts what does not run of a node. */
export async function startNode(options: NodeOptions): Promise<Node> {
  const { place, plan, node, programs } = options;
  await mkdir(node.directory, { recursive: true, mode: 0o700 });
  const holder = new Holder(place, node, programs.pause);
  const first = await holder.start();
  makeCgroup(node.cgroup);
  await connectNode(plan, node, first);
  const inNode = (command: readonly string[]) => enter(first, command);
  const daemon = (name: string, command: readonly string[]) => daemonIn(place, `${node.name}-${name}`, inNode(command));

  const containerd = daemon('containerd', await prepareContainerd(plan, node, options.plugins));
  const kubelet = daemon('kubelet', await kubeletCommand(options));
  const kubeProxy = daemon('kube-proxy', await kubeProxyCommand(options));
  await containerd.start();
  await waitFor(`containerd of ${node.name}`, CONTAINERD_MS, async () => {
    containerd.demandRunning();
    return (await ask(inNode(['ctr', `--address=${SOCKET}`, 'version']))).code === 0;
  });
  await importPrograms(inNode, node.directory, options.images);
  await kubelet.start();
  await kubeProxy.start();
  return {
    name: node.name,
    zone: node.zone,
    address: node.address,
    containerd,
    kubelet,
    kubeProxy,
    linkDown: () => setCable(node, 'down'),
    linkUp: () => setCable(node, 'up'),
    kill: () => holder.kill(),
    run: (command) => run(inNode(command)),
    importImage: (image, name) => importImage(inNode, node.directory, image, name),
  };
}

async function kubeletCommand({ plan, node, parts, programs }: NodeOptions): Promise<readonly string[]> {
  const { authority } = parts.credentials;
  const identity = { user: userOf(node), groups: ['system:nodes'] };
  return prepareKubelet(plan, node, {
    program: programs.kubelet,
    kubeconfig: await kubeconfigFor(parts, userOf(node), 'kubelet'),
    certificateAuthorityFile: authority.certificateFile,
    serving: await authority.server(`kubelet-${node.name}`, identity, [node.address, node.name]),
  });
}

const kubeProxyCommand = async ({ plan, node, parts, programs }: NodeOptions): Promise<readonly string[]> =>
  prepareKubeProxy(plan, node, {
    program: programs['kube-proxy'],
    kubeconfig: await kubeconfigFor(parts, PROXY_USER, 'kube-proxy'),
  });
