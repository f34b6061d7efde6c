import { reconcileAct } from '#features/deliver/act/act.ts';
import { KeyedLock } from '#lib/keyed-lock.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { done } from '#model/outcome.ts';
import { CachedReader } from '#runtime/cached-reader.ts';
import { fencedObjects } from '#runtime/leadership/fence.ts';
import type { Work } from '#runtime/leadership/election.ts';
import { EventRecorder, type News } from '#runtime/events/recorder.ts';
import { createReconciler } from '#runtime/reconciler.ts';
import type { ControllerConfig, ControllerPorts } from './config.ts';
import { reconcileCanary } from './canary.ts';
import { wakeOnChange, type ControllerCaches, type Queues } from './caches.ts';
import { reconcileApplication, reconcileDelivery, writeKey } from './deliver.ts';
import { reconcileEnvironment } from './environment.ts';
import { reconcileReport } from './report.ts';

/** What a controller does while it leads. */
export interface ControllerWork extends Work {
  /** Looks at everything of an application again, as the timer would. */
  resync(application: string): void;
}

/** Begins with everything that the caches know; nothing is left of it once it was stopped. */
export function startWork(given: ControllerPorts, config: ControllerConfig, caches: ControllerCaches): ControllerWork {
  const ports = { ...given, objects: fencedObjects(given.objects, given.election) };
  const events = createEvents(ports, config);
  const queues = createQueues(ports, config, caches, events.tell);
  const leaveCaches = wakeOnChange(caches, queues);
  return {
    resync: (application) => queues.applications.add(application),
    stop: async () => {
      leaveCaches();
      await Promise.all(Object.values(queues).map((queue) => queue?.stop()));
      await events.stop();
    },
  };
}

const CONTROLLER = 'dungeonmaster.dev/controller';

function createEvents(ports: ControllerPorts, { reportingInstance: instance }: ControllerConfig) {
  if (instance === undefined) return { tell: () => undefined, stop: async () => undefined };
  const recorder = new EventRecorder({ ...ports, controller: CONTROLLER, instance });
  return { tell: (news: News) => recorder.record(news), stop: () => recorder.stop() };
}

function createQueues(
  ports: ControllerPorts,
  config: ControllerConfig,
  caches: ControllerCaches,
  tell: (news: News) => void,
): Queues {
  const reader = new CachedReader(caches, ports.objects);
  const { report, push, resync } = ports.github;
  const environmentPorts = { ...ports, ...config, reader };
  const reportPorts = { ...ports, reader, github: report, comments: new KeyedLock(), told: new Map<string, string>() };
  const { timers, random, log, clock } = ports;

  const queue = (name: string, reconcile: Parameters<typeof createReconciler>[0]['reconcile']) =>
    createReconciler({ name, reconcile, timers, clock, random, log });
  const environments = queue('environment', (name) =>
    reconcileEnvironment(environmentPorts, { clock, tell }, name as EnvironmentName),
  );
  const reports = queue('report', (name) => reconcileReport(reportPorts, clock, name as EnvironmentName));
  /** Deliveries that a person waits for; all others here compare, since what a push wakes is the function's. */
  const urgent = new Set<string>();
  const deliveries = queue('deliver', (key) =>
    reconcileDelivery({ ...ports, reader, github: urgent.delete(key) ? push : resync }, key),
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
  return { environments, reports, applications, deliveries, settled, acts, canaries };
}
