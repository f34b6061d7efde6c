import { ENVIRONMENT_LABEL } from '#features/environment/labels.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { WatchCache, type WatchCacheOptions } from '#runtime/watch-cache.ts';
import type { WorkQueue } from '#runtime/work-queue.ts';

/** One watch a kind, however many environments there are. */
export function createCaches(options: WatchCacheOptions) {
  const home = { namespace: HOME_NAMESPACE };
  return {
    Application: new WatchCache('Application', home, options),
    Environment: new WatchCache('Environment', home, options),
    Namespace: new WatchCache('Namespace', {}, options),
    Service: new WatchCache('Service', {}, options),
    Deployment: new WatchCache('Deployment', {}, options),
    Pod: new WatchCache('Pod', {}, options),
  };
}

export interface Queues {
  readonly environments: WorkQueue;
  readonly reports: WorkQueue;
  readonly applications: WorkQueue;
}

/** Every change wakes the one environment that it belongs to (law 10). */
export function wakeOnChange(
  caches: ReturnType<typeof createCaches>,
  { environments, reports, applications }: Queues,
): void {
  caches.Application.onChange(({ metadata }) => applications.add(metadata.name));
  caches.Environment.onChange(({ metadata }) => {
    environments.add(metadata.name);
    reports.add(metadata.name);
  });
  for (const cache of [caches.Namespace, caches.Service, caches.Deployment, caches.Pod]) {
    cache.onChange(({ metadata }) => {
      const name = metadata.labels?.[ENVIRONMENT_LABEL];
      if (name !== undefined) environments.add(name);
    });
  }
}
