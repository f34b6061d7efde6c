import { reconcileAct } from '#features/deliver/act/act.ts';
import { KeyedLock } from '#lib/keyed-lock.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { done } from '#model/outcome.ts';
import { CachedReader } from '#runtime/cached-reader.ts';
import { createReconciler } from '#runtime/reconciler.ts';
import type { ControllerConfig, ControllerPorts } from './config.ts';
import { createCaches, wakeOnChange } from './caches.ts';
import { reconcileCanary } from './canary.ts';
import { reconcileApplication, reconcileDelivery, writeKey } from './deliver.ts';
import { reconcileEnvironment } from './environment.ts';
import { reconcileReport } from './report.ts';

/** A controller that was started. */
export interface Controller {
  /** Looks at everything of an application again, as the timer would. */
  resync(application: string): void;
  /** Ends what runs and takes nothing new. */
  stop(): Promise<void>;
}

/** The small daemon: makes what runs equal to what is desired, reports it, and resyncs with GitHub. */
export async function startController(ports: ControllerPorts, config: ControllerConfig): Promise<Controller> {
  const caches = createCaches(ports);
  const reader = new CachedReader(caches, ports.objects);
  const { report, push, resync } = ports.github;
  const environmentPorts = { ...ports, ...config, reader };
  const reportPorts = { ...ports, github: report, comments: new KeyedLock() };
  const { timers, random, log, clock } = ports;

  const queue = (name: string, reconcile: Parameters<typeof createReconciler>[0]['reconcile']) =>
    createReconciler({ name, reconcile, timers, clock, random, log });
  const environments = queue('environment', (name) =>
    reconcileEnvironment(environmentPorts, clock, name as EnvironmentName),
  );
  const reports = queue('report', (name) => reconcileReport(reportPorts, clock, name as EnvironmentName));
  /** Deliveries that a person waits for; all others here compare, since what a push wakes is the function's. */
  const urgent = new Set<string>();
  const deliveries = queue('deliver', (key) =>
    reconcileDelivery({ ...ports, github: urgent.delete(key) ? push : resync }, key),
  );
  const deliverNow = (key: string): void => {
    urgent.add(key);
    deliveries.add(key);
  };
  const applications = queue('application', (name) =>
    reconcileApplication(
      { ...ports, github: resync },
      { clock, wake: (key) => deliveries.add(key), resyncMs: config.resyncMs },
      name,
    ),
  );
  const settled = queue('settled', async (key) => {
    deliveries.add(key);
    return done;
  });
  const acts = queue('act', (name) =>
    reconcileAct({ ...ports, github: push }, { clock, wake: (key) => deliverNow(writeKey(key)) }, name),
  );
  const { canary } = config;
  const canaries = canary && queue('canary', () => reconcileCanary(ports, clock, canary));
  const queues = [environments, reports, deliveries, applications, settled, acts, ...(canaries ? [canaries] : [])];

  await Promise.all(Object.values(caches).map((cache) => cache.start()));
  wakeOnChange(caches, { environments, reports, applications, deliveries, settled, acts });
  canaries?.add('canary');
  return {
    resync: (application) => applications.add(application),
    stop: async () => {
      await Promise.all(Object.values(caches).map((cache) => cache.stop()));
      await Promise.all(queues.map((one) => one.stop()));
    },
  };
}
