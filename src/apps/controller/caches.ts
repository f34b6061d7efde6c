import { FIELD_MANAGER } from '#features/environment/differences.ts';
import { ENVIRONMENT_LABEL } from '#features/environment/labels.ts';
import type { Environment } from '#model/environment.ts';
import { isConcluded, REQUEST_ENVIRONMENT_LABEL } from '#model/act-request.ts';
import { HOME_NAMESPACE, MANAGED_BY_US, type Kind } from '#model/kinds.ts';
import type { Selection } from '#ports/objects/objects.ts';
import { WatchCache, type WatchCacheOptions } from '#runtime/watch-cache.ts';
import type { WorkQueue } from '#runtime/work-queue.ts';
import { writeKey } from './deliver.ts';

/** GitHub's answers may be a minute old. */
const SETTLED_MS = 90_000;

const home: Selection = { namespace: HOME_NAMESPACE };
const ours: Selection = { labels: MANAGED_BY_US };

/** What a controller watches: of each kind what is ours, and nothing of what others keep in the cluster. */
export const watched = {
  Application: home,
  Environment: home,
  ActRequest: home,
  Namespace: ours,
  ResourceQuota: ours,
  LimitRange: ours,
  NetworkPolicy: ours,
  Service: ours,
  Deployment: ours,
  Pod: ours,
} as const satisfies { readonly [K in Kind]?: Selection };

type WatchedKind = keyof typeof watched;

/** One watch a kind, however many environments there are. */
export function createCaches(options: WatchCacheOptions): { readonly [K in WatchedKind]: WatchCache<K> } {
  const cacheOf = <K extends WatchedKind>(kind: K, fieldManagers: readonly string[] = []): WatchCache<K> =>
    new WatchCache(kind, watched[kind], { ...options, fieldManagers });
  /** Who owns what tells which fields of ours nobody wants any more. */
  const renderedOf = <K extends WatchedKind>(kind: K): WatchCache<K> => cacheOf(kind, [FIELD_MANAGER]);
  return {
    Application: cacheOf('Application'),
    Environment: cacheOf('Environment'),
    ActRequest: cacheOf('ActRequest'),
    Namespace: renderedOf('Namespace'),
    ResourceQuota: renderedOf('ResourceQuota'),
    LimitRange: renderedOf('LimitRange'),
    NetworkPolicy: renderedOf('NetworkPolicy'),
    Service: renderedOf('Service'),
    Deployment: renderedOf('Deployment'),
    Pod: cacheOf('Pod'),
  };
}

export type ControllerCaches = ReturnType<typeof createCaches>;

export interface Queues {
  readonly environments: WorkQueue;
  readonly reports: WorkQueue;
  readonly applications: WorkQueue;
  /** Wakes a delivery, whatever became of it meanwhile. */
  readonly deliveries: WorkQueue;
  readonly settled: WorkQueue;
  readonly acts: WorkQueue;
  /** Finds out whether network policies are enforced; left out where nobody asks. */
  readonly canaries?: WorkQueue | undefined;
}

/**
 * Every change wakes the one environment that it belongs to (law 10). To be called when all caches are in: work that
 * began before would take what one of them has not listed yet for absent.
 * @returns ends it
 */
export function wakeOnChange(
  caches: ControllerCaches,
  { environments, reports, applications, deliveries, settled, acts, canaries }: Queues,
): () => void {
  const look = ({ metadata, spec }: Environment, isGone: boolean): void => {
    environments.add(metadata.name);
    reports.add(metadata.name);
    for (const request of openRequests(caches, metadata.name)) acts.add(request.metadata.name);
    if (metadata.deletionTimestamp === undefined || !spec.pullRequest) return;
    const key = writeKey({ kind: 'preview', application: spec.application, pullRequest: spec.pullRequest.number });
    // A pull request that was reopened meanwhile waits for this moment.
    if (isGone) deliveries.add(key);
    // A record that was opened meanwhile, or that an old answer left out of the last report, is closed then.
    settled.addAfter(key, SETTLED_MS);
  };
  // A quota counts what is used: it changes with every pod, which wakes by itself.
  const { Namespace, LimitRange, NetworkPolicy, Service, Deployment, Pod } = caches;
  const rendered = [Namespace, LimitRange, NetworkPolicy, Service, Deployment, Pod];
  const ends = [
    caches.Application.onChange(({ metadata }) => applications.add(metadata.name)),
    caches.Environment.onChange(look),
    caches.ActRequest.onChange(({ metadata }, isGone) => {
      if (!isGone) acts.add(metadata.name);
    }),
    ...rendered.map((cache) =>
      cache.onChange(({ metadata }) => {
        const name = metadata.labels?.[ENVIRONMENT_LABEL];
        if (name !== undefined) environments.add(name);
      }),
    ),
  ];
  for (const { metadata } of caches.Application.list()) applications.add(metadata.name);
  for (const environment of caches.Environment.list()) look(environment, false);
  for (const { metadata } of caches.ActRequest.list()) acts.add(metadata.name);
  canaries?.add('canary');
  return () => {
    for (const end of ends) end();
  };
}

/** What people asked of an environment and still wait for. */
const openRequests = (caches: ControllerCaches, environment: string) =>
  caches.ActRequest.list({ labels: { [REQUEST_ENVIRONMENT_LABEL]: environment } }).filter(
    (request) => !isConcluded(request),
  );
