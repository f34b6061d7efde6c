import { mkdir } from 'node:fs/promises';
import { settle } from '#dev/processes/settle.ts';
import { join } from 'node:path';
import { unsupervised } from '#adapters/local/processes/supervision.ts';
import type { Report } from '#dev/binaries/progress.ts';
import type { Identity } from '#dev/control-plane/certificates.ts';
import { controlPlaneOf, type ControlPlane } from '#dev/control-plane/control-plane.ts';
import { ADMIN, kubeconfigFor, prepare, startParts, type Parts } from '#dev/control-plane/parts.ts';
import type { Place } from '#dev/control-plane/place.ts';
import type { Daemon } from '#dev/processes/daemon.ts';
import { run } from '#dev/processes/run.ts';
import { coredns } from './addons/coredns.ts';
import { metricsServer } from './addons/metrics-server.ts';
import { imageName } from './images.ts';
import { makeBridge } from './network.ts';
import { startNode, usersOf, type Node } from './node.ts';
import { NODES, planOf, type ClusterPlan } from './plan.ts';
import type { ClusterPrograms } from './programs.ts';
import { startRegistry } from './registry.ts';
import { newSettings, readSettings, type Settings } from './settings.ts';

/** A control plane with nodes, zones, DNS, metrics and a registry. */
export interface Cluster extends ControlPlane {
  readonly nodes: readonly Node[];
  readonly registry: Daemon;
  /** As in `198.18.0.1:5000`: images there are named `198.18.0.1:5000/NAME:TAG`; it speaks HTTP. */
  readonly registryAddress: string;
  /** For `admin`. */
  readonly kubeconfigFile: string;
  /** Runs kubectl as `admin`. @returns what it wrote */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  apply(objects: readonly object[]): Promise<void>;
}

export interface ClusterStart {
  readonly number: number;
  readonly directory: string;
  readonly nodes: number;
  readonly users?: readonly Identity[];
  readonly apiServerArguments?: readonly string[];
  readonly programs: ClusterPrograms;
  /** Where the CNI plugins are. */
  readonly plugins: string;
  readonly report: Report;
  readonly close: () => Promise<void>;
}

/** A pod leaves a node that is gone after these, and not after the minutes that suit a data center. */
const IMPATIENCE = {
  'kube-controller-manager': ['--node-monitor-grace-period=20s'],
  'kube-apiserver': ['--default-not-ready-toleration-seconds=5', '--default-unreachable-toleration-seconds=5'],
};

/** Starts all that does not run of a cluster; resolves when its parts have been started and its objects applied. */
export async function startCluster(start: ClusterStart): Promise<Cluster> {
  const { number, directory, programs, report } = start;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const settings = (await readSettings(directory)) ?? (await newSettings(directory, start.nodes));
  const plan = planOf(number, directory, settings.nodes);
  const place: Place = { directory, instance: plan.instance, supervision: unsupervised };
  await makeBridge(plan);

  report('control plane ...');
  const parts = await controlPlane(start, place, plan, settings);
  report('registry and nodes ...');
  const registry = await startRegistry(place, plan, programs.registry);
  const images = [programs.pause, programs.coredns, programs['metrics-server']];
  const nodes = await Promise.all(
    plan.nodes.map((node) => startNode({ place, plan, node, parts, plugins: start.plugins, programs, images })),
  );
  const cluster = await clusterOf(start, plan, parts, { nodes, registry });
  report('DNS and metrics ...');
  await cluster.apply([
    ...coredns(imageName(programs.coredns), plan.dnsAddress),
    ...metricsServer(imageName(programs['metrics-server'])),
  ]);
  return cluster;
}

async function controlPlane(
  { programs, users = [], apiServerArguments = [] }: ClusterStart,
  place: Place,
  plan: ClusterPlan,
  { ports }: Settings,
): Promise<Parts> {
  const everyNode = planOf(plan.number, plan.directory, NODES);
  const parts = await prepare(place, {
    programs,
    address: plan.hostAddress,
    ports,
    serviceRange: plan.serviceRange,
    users: [...usersOf(everyNode), ...users],
    arguments: {
      ...IMPATIENCE,
      'kube-apiserver': [...IMPATIENCE['kube-apiserver'], ...apiServerArguments],
    },
  });
  await startParts(parts);
  return parts;
}

async function clusterOf(
  { programs, close }: ClusterStart,
  { directory, registry: registryAddress }: ClusterPlan,
  parts: Parts,
  made: Pick<Cluster, 'nodes' | 'registry'>,
): Promise<Cluster> {
  const kubeconfigFile = join(directory, 'kubeconfig');
  await settle(kubeconfigFile, await kubeconfigFor(parts, ADMIN.user, 'dungeon-master'));
  const kubectl = (args: readonly string[], input = '') =>
    run([programs.kubectl, `--kubeconfig=${kubeconfigFile}`, ...args], { input });
  return {
    ...(await controlPlaneOf(parts, close)),
    ...made,
    registryAddress,
    kubeconfigFile,
    kubectl,
    apply: async (items) => {
      const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
      await kubectl(['apply', '--server-side', '--force-conflicts', '--filename=-'], list);
    },
  };
}
