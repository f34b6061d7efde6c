import { mkdir } from 'node:fs/promises';
import { kubeconfigFor, type Parts } from '#dev/control-plane/parts.ts';
import { daemonIn, type Place } from '#dev/control-plane/place.ts';
import type { Daemon } from '#dev/processes/daemon.ts';
import { ask, run } from '#dev/processes/run.ts';
import { waitFor } from '#dev/processes/wait.ts';
import type { OciImage } from '#adapters/registry/oci-image.ts';
import { makeCgroup, removeCgroup } from './cgroups.ts';
import { prepareContainerd, SOCKET } from './containerd.ts';
import { enter, Holder } from './holder.ts';
import { importImage, importPrograms, type Enter } from './images.ts';
import { prepareKubeProxy } from './kube-proxy.ts';
import { prepareKubelet } from './kubelet.ts';
import { connectNode, setCable } from './network.ts';
import type { ClusterPlan, NodePlan } from './plan.ts';

const CONTAINERD_MS = 60_000;
const CGROUPS_MS = 30_000;
const END_MS = 30_000;
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
  /** Everything in it ends at once, as when its power fails. */
  kill(): Promise<void>;
  /** Starts what does not run of it; after `kill` its programs are others. */
  start(): Promise<void>;
  /** Runs a command of this machine in the node's namespaces. @returns what it wrote */
  run(command: readonly string[]): Promise<string>;
  /** Gives it an image, by its full name. */
  importImage(image: OciImage, name: string): Promise<void>;
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
  const { place, node, programs } = options;
  await mkdir(node.directory, { recursive: true, mode: 0o700 });
  const holder = new Holder(place, node, programs.pause);
  let running = await startPrograms(options, holder);
  return {
    name: node.name,
    zone: node.zone,
    address: node.address,
    get containerd() {
      return running.containerd;
    },
    get kubelet() {
      return running.kubelet;
    },
    get kubeProxy() {
      return running.kubeProxy;
    },
    linkDown: () => setCable(node, 'down'),
    linkUp: () => setCable(node, 'up'),
    kill: async () => {
      await holder.kill();
      await ended(node, running);
    },
    start: async () => void (running = await startPrograms(options, holder)),
    run: (command) => run(running.inNode(command)),
    importImage: (image, name) => importImage(running.inNode, node.directory, image, name),
  };
}

interface Running {
  readonly inNode: Enter;
  readonly containerd: Daemon;
  readonly kubelet: Daemon;
  readonly kubeProxy: Daemon;
}

/** What entered the node is of the host, and ends a moment after the program that it waits for. */
const ended = ({ name }: NodePlan, { containerd, kubelet, kubeProxy }: Running): Promise<void> =>
  waitFor(`all of ${name} to end`, END_MS, () => ![containerd, kubelet, kubeProxy].some((one) => one.isRunning));

async function startPrograms(options: NodeOptions, holder: Holder): Promise<Running> {
  const { place, plan, node } = options;
  if (!holder.isRunning) await forget(node);
  const first = await holder.start();
  makeCgroup(node.cgroup);
  await connectNode(plan, node, first);
  const inNode: Enter = (command) => enter(first, command);
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
  return { inNode, containerd, kubelet, kubeProxy };
}

/** A machine that starts has no cgroups of what ran before; a kubelet that finds some waits for pods that are gone. */
const forget = ({ name, cgroup }: NodePlan): Promise<void> =>
  waitFor(`the cgroups of ${name} to be empty`, CGROUPS_MS, () => removeCgroup(cgroup));

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
