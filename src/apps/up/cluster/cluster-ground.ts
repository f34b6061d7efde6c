import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { applyDefinitions } from '#adapters/kubernetes/definitions.ts';
import type { NamedCluster } from '#adapters/kubernetes/kubeconfig.ts';
import { KubernetesObjects } from '#adapters/kubernetes/objects/objects.ts';
import { kubernetesPodLogs } from '#adapters/kubernetes/pod-logs.ts';
import { forwardPort } from '#adapters/kubernetes/port-forward.ts';
import { Client } from '#adapters/kubernetes/transport/client.ts';
import { systemClock as clock, systemStopwatch as stopwatch, systemTimers as timers } from '#adapters/node/time.ts';
import type { PodNetwork } from '#apps/proxy/pod-network.ts';
import { CodedError } from '#lib/coded-error.ts';
import { definitionOf } from '#model/crd/definitions.ts';
import { ownSchemas, type OwnKind } from '#model/crd/own-kinds.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Images } from '#ports/images.ts';
import type { Log } from '#ports/log.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { CachedReader } from '#runtime/cached-reader.ts';
import { LeaseElection } from '#runtime/leadership/lease-election.ts';
import { WatchCache } from '#runtime/watch-cache.ts';
import type { Closing } from '#apps/up/world/closing.ts';
import type { Ground } from '#apps/up/world/ground.ts';

export interface ClusterGroundOptions {
  readonly cluster: NamedCluster;
  readonly images: Images;
  readonly userAgent: string;
  readonly log: Log;
  readonly closing: Closing;
}

const random = Math.random;

/** A Kubernetes cluster that our kinds are made known to. Throws `CodedError` `ClusterUnusable`. */
export async function startClusterGround(options: ClusterGroundOptions): Promise<Ground> {
  const { cluster, images, userAgent, log, closing } = options;
  const { access, context } = cluster;
  const client = new Client({ access, clock, timers, random, userAgent });
  closing.add('kubernetes', async () => client.close());
  const objects = new KubernetesObjects({ client, timers, random });
  await install(client, objects).catch((error: unknown) => {
    throw unusable(context, error);
  });
  const reader = await startReader(objects, log, closing);
  const podLogs = kubernetesPodLogs(client);
  const identity = `${hostname()}_${randomUUID()}`;
  const election = new LeaseElection({ objects, clock, stopwatch, timers, random, log, identity });
  const pods: PodNetwork = {
    connect: ({ pod, port }) => {
      if (!pod) throw new Error('the slice names no pod');
      return forwardPort(access, pod, port);
    },
  };
  return { objects, reader, images, podLogs, pods, election, leftovers: (name) => leftoversOf(objects, name) };
}

async function install(client: Client, objects: Objects): Promise<void> {
  const ours = Object.keys(ownSchemas) as OwnKind[];
  await applyDefinitions(client, ours.map(definitionOf), timers);
  const home = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: HOME_NAMESPACE } } as const;
  await objects.apply('Namespace', home, { fieldManager: 'installation' });
}

/** What the proxy asks for each request comes from memory. */
async function startReader(objects: Objects, log: Log, closing: Closing): Promise<CachedReader> {
  const options = { objects, clock, timers, random, log };
  const caches = {
    Environment: new WatchCache('Environment', { namespace: HOME_NAMESPACE }, options),
    EndpointSlice: new WatchCache('EndpointSlice', {}, options),
  };
  const all = Object.values(caches);
  closing.add('caches', async () => void (await Promise.all(all.map((cache) => cache.stop()))));
  await Promise.all(all.map((cache) => cache.start()));
  return new CachedReader(caches, objects);
}

/** A namespace that is gone took everything with it. */
async function leftoversOf(objects: Objects, environment: string): Promise<readonly string[]> {
  const own = await objects.get('Environment', { name: environment, namespace: HOME_NAMESPACE });
  const namespace = await objects.get('Namespace', { name: environment });
  return [...(own ? [`Environment ${environment}`] : []), ...(namespace ? [`Namespace ${environment}`] : [])];
}

function unusable(context: string, error: unknown): unknown {
  if (!(error instanceof ObjectsError)) return error;
  const { code, message, next, source } = error;
  const advice = code === 'Unavailable' ? `see whether it answers: kubectl --context ${context} get nodes` : next;
  return new CodedError('ClusterUnusable', `context ${context}: ${message}`, { source, next: advice, cause: error });
}
