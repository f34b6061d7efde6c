import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { applyDefinitions } from '#adapters/kubernetes/definitions.ts';
import type { NamedCluster } from '#adapters/kubernetes/kubeconfig.ts';
import type { Client } from '#adapters/kubernetes/transport/client.ts';
import { systemClock as clock, systemStopwatch as stopwatch, systemTimers as timers } from '#adapters/node/time.ts';
import { watched } from '#apps/controller/caches.ts';
import { isolationIn } from '#features/canary/proof.ts';
import { HOME_NAMESPACE, MANAGED_BY_US, type Kind } from '#model/kinds.ts';
import type { Images } from '#ports/images.ts';
import type { Log } from '#ports/log.ts';
import type { Objects, Selection } from '#ports/objects/objects.ts';
import { CachedReader } from '#runtime/cached-reader.ts';
import { LeaseElection } from '#runtime/leadership/lease-election.ts';
import { WatchCache } from '#runtime/watch-cache.ts';
import type { Closing } from '#apps/up/world/closing.ts';
import type { Ground } from '#apps/up/world/ground.ts';
import { connect } from './connect.ts';
import { refuseApplications } from './example.ts';
import { leftoversOf } from './leftovers.ts';
import { unusable } from './unusable.ts';

export interface ClusterGroundOptions {
  readonly cluster: NamedCluster;
  readonly images: Images;
  readonly log: Log;
  readonly closing: Closing;
}

const random = Math.random;

/**
 * A Kubernetes cluster that our kinds are made known to, if nobody works there for real.
 * Throws `CodedError` `ClusterUnusable`, `NotTheExample`.
 */
export async function startClusterGround(options: ClusterGroundOptions): Promise<Ground> {
  const { cluster, images, log, closing } = options;
  const { access, context } = cluster;
  const { client, objects, podLogs, pods } = connect(access, log);
  // What keeps the lead does not wait behind other calls.
  const urgent = connect(access, log);
  closing.add('kubernetes', async () => {
    client.close();
    urgent.client.close();
  });
  try {
    await refuseApplications(objects);
    await install(client, objects);
    await readEach(objects);
  } catch (error) {
    throw unusable(context, error);
  }
  const reader = await startReader(objects, log, closing);
  const identity = `${hostname()}_${randomUUID()}`;
  const election = new LeaseElection({ objects: urgent.objects, clock, stopwatch, timers, random, log, identity });
  const leftovers = (name: string) => leftoversOf(objects, name);
  const isolation = isolationIn(objects, clock);
  return { objects, reader, images, podLogs, pods, election, isolation, leftovers };
}

async function install(client: Client, objects: Objects): Promise<void> {
  await applyDefinitions(client, timers);
  const home = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: HOME_NAMESPACE } } as const;
  await objects.apply('Namespace', home, { fieldManager: 'installation' });
}

/** What the proxy watches besides. */
const endpoints = { EndpointSlice: { labels: MANAGED_BY_US } };

/** A watch waits for a right that is missing as for a server that is away: for ever. Throws `ObjectsError`. */
async function readEach(objects: Objects): Promise<void> {
  const all = Object.entries({ ...watched, ...endpoints }) as [Kind, Selection][];
  await Promise.all(all.map(([kind, selection]) => objects.list(kind, selection)));
}

/** What the proxy asks for each request comes from memory. */
async function startReader(objects: Objects, log: Log, closing: Closing): Promise<CachedReader> {
  const options = { objects, clock, timers, random, log };
  const caches = {
    Environment: new WatchCache('Environment', watched.Environment, options),
    EndpointSlice: new WatchCache('EndpointSlice', endpoints.EndpointSlice, options),
  };
  const all = Object.values(caches);
  closing.add('caches', async () => void (await Promise.all(all.map((cache) => cache.stop()))));
  await Promise.all(all.map((cache) => cache.start()));
  return new CachedReader(caches, objects);
}
