import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { seededRandom } from '#lib/random.ts';
import type { Deployment, EndpointSlice, Pod } from '#model/kubernetes/workload.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Clock } from '#ports/clock.ts';
import type { ContainerStart } from '#ports/containers.ts';
import { silentLog } from '#ports/log.ts';
import type { Applied, Objects } from '#ports/objects/objects.ts';
import type { Timers } from '#ports/timers.ts';
import { startLocalCluster, type LocalCluster } from './cluster.ts';
import { createModelContainers, type ImageBehaviour } from './model-containers.ts';
import { isReady } from './rollout.ts';

/** A clock that a test turns. */
export class VirtualTime implements Clock, Timers {
  #now = Date.parse('2026-01-02T03:04:05Z');
  #next = 0;
  readonly #tasks = new Map<number, { readonly at: number; readonly task: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const id = (this.#next += 1);
    this.#tasks.set(id, { at: this.#now + ms, task });
    return () => void this.#tasks.delete(id);
  }

  get pending(): number {
    return this.#tasks.size;
  }

  /** Lets everything happen that waits for no timer. */
  settle(): Promise<void> {
    return new Promise((resolve) => void setImmediate(resolve));
  }

  /** Turns the clock, from timer to timer; `look` is called after each. */
  async pass(ms: number, look: () => void | Promise<void> = () => undefined): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    await look();
    for (let due = this.#due(end); due !== undefined; due = this.#due(end)) {
      const [id, { at, task }] = due;
      this.#tasks.delete(id);
      this.#now = Math.max(this.#now, at);
      task();
      await this.settle();
      await look();
    }
    this.#now = end;
  }

  #due(end: number): [number, { readonly at: number; readonly task: () => void }] | undefined {
    const [first] = [...this.#tasks].toSorted(([a, left], [b, right]) => left.at - right.at || a - b);
    return first && first[1].at <= end ? first : undefined;
  }
}

/** The name of an image says how it behaves. */
const behaviours: Record<string, ImageBehaviour> = {
  good: { pullMs: 100, readyAfterMs: 300 },
  slow: { pullMs: 100, readyAfterMs: 20_000 },
  silent: { pullMs: 100, readyAfterMs: 0, neverReady: true },
  crashing: {
    pullMs: 100,
    readyAfterMs: 60_000,
    crash: { afterMs: 500, code: 3, lines: ['begins', 'no DATABASE_URL'] },
  },
  lasting: { pullMs: 100, readyAfterMs: 100, crash: { afterMs: 60_000, code: 1, lines: [] } },
  missing: { pullMs: 100, readyAfterMs: 0, pullError: 'build failed: no such script' },
  stubborn: { pullMs: 100, readyAfterMs: 100, stopMs: 60_000 },
};

export const digest = (image: string): string => `${image}@sha256:${'0'.repeat(64)}`;

export interface Bench {
  readonly objects: Objects;
  readonly time: VirtualTime;
  readonly cluster: LocalCluster;
  readonly behave: (image: string, behaviour: ImageBehaviour) => void;
  running(): readonly ContainerStart[];
  restart(): Promise<void>;
  deploy(image: string, spec?: Partial<Deployment['spec']>): Promise<void>;
  pods(): Promise<readonly Stored<Pod>[]>;
  deployment(): Promise<Stored<Deployment>>;
  slices(): Promise<readonly Stored<EndpointSlice>[]>;
  readySlices(): Promise<number>;
}

const manager = { fieldManager: 'test' };
export const PLACE = { namespace: 'shop-pr-1', name: 'shop' };

/** A cluster on model containers, with a namespace and a Service in it. `wrap` stands between it and its objects. */
export async function createBench(wrap: (objects: Objects) => Objects = (objects) => objects): Promise<Bench> {
  const time = new VirtualTime();
  const random = seededRandom(7);
  const own = new Map<string, ImageBehaviour>(Object.entries(behaviours));
  const behaviour = (image: string): ImageBehaviour => {
    const found = own.get(image.split('@')[0] ?? '');
    if (!found) throw new Error(`no behaviour for ${image}`);
    return found;
  };
  const containers = createModelContainers({ clock: time, timers: time, random, behaviour });
  const objects = createLocalObjects({ clock: time, random });
  const start = () =>
    startLocalCluster({ objects: wrap(objects), containers, clock: time, timers: time, random, log: silentLog });
  let cluster = start();
  await objects.apply(
    'Namespace',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: PLACE.namespace } },
    manager,
  );
  await objects.apply('Service', service, manager);
  const within = { namespace: PLACE.namespace };
  const slices = async () => (await objects.list('EndpointSlice', within)).items;
  return {
    objects,
    time,
    get cluster() {
      return cluster;
    },
    behave: (image, changed) => void own.set(image, changed),
    running: () => containers.running(),
    restart: async () => {
      await stopInTime(cluster, time);
      cluster = start();
    },
    deploy: async (image, spec) => void (await objects.apply('Deployment', deploymentOf(image, spec), manager)),
    pods: async () => (await objects.list('Pod', within)).items,
    deployment: async () => {
      const found = await objects.get('Deployment', PLACE);
      if (!found) throw new Error('there is no Deployment');
      return found;
    },
    slices,
    readySlices: async () => (await slices()).filter((slice) => slice.endpoints[0]?.conditions.ready).length,
  };
}

/** Turns the clock until the cluster has stopped. */
export async function stopInTime(cluster: LocalCluster, time: VirtualTime): Promise<void> {
  const progress = { stopped: false };
  const stopping = cluster.stop().then(() => (progress.stopped = true));
  for (let seconds = 0; !progress.stopped && seconds < 60; seconds++) await time.pass(1000);
  if (!progress.stopped) throw new Error('the cluster did not stop within a minute');
  await stopping;
}

const service: Applied<'Service'> = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: PLACE,
  spec: { selector: { app: 'shop' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
};

const deploymentOf = (image: string, spec: Partial<Deployment['spec']> = {}): Applied<'Deployment'> => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: PLACE,
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'shop' } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    progressDeadlineSeconds: 120,
    template: {
      metadata: { labels: { app: 'shop', image }, annotations: { 'example.com/commit': image } },
      spec: {
        terminationGracePeriodSeconds: 10,
        containers: [
          {
            name: 'service',
            image: digest(image),
            env: [{ name: 'COLOUR', value: 'red' }],
            ports: [{ name: 'http', containerPort: 3000 }],
            readinessProbe: { httpGet: { path: '/healthz', port: 'http' } },
          },
        ],
      },
    },
    ...spec,
  },
});

export const imagesOf = (pods: readonly Stored<Pod>[]): readonly string[] =>
  pods.map(
    ({ metadata, ...pod }) =>
      `${metadata.labels?.['image']}${isReady({ metadata, ...pod }) ? ' ready' : ''}${metadata.deletionTimestamp ? ' ends' : ''}`,
  );
