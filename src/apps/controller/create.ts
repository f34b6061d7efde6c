import type { CacheStats } from '#runtime/watch-cache.ts';
import type { ControllerConfig, ControllerPorts } from './config.ts';
import { createCaches } from './caches.ts';
import { startWork, type ControllerWork } from './work.ts';

/** A controller; it does nothing before it is started. */
export interface Controller {
  /** Resolves when it knows everything and stands for election. */
  start(): Promise<void>;
  /** Looks at everything of an application again, as the timer would; who does not lead leaves it to who does. */
  resync(application: string): void;
  /** How its caches do; for metrics. */
  stats(): readonly CacheStats[];
  /** Whether it hangs, so that only a new process helps. @param now milliseconds since 1970 */
  isStale(now: number): boolean;
  /** Ends what runs, leaves the lead to others, and takes nothing new. */
  stop(): Promise<void>;
}

/**
 * The small daemon: makes what runs equal to what is desired, reports it, and resyncs with GitHub, while it leads. Its
 * caches are full before it stands for election and stay so, so that it can begin at once.
 */
export function createController(ports: ControllerPorts, config: ControllerConfig): Controller {
  const { election } = ports;
  const caches = createCaches(ports);
  const all = Object.values(caches);
  let work: ControllerWork | undefined;

  return {
    start: async () => {
      await Promise.all(all.map((cache) => cache.start()));
      election.start(() => (work = startWork(ports, config, caches)));
    },
    resync: (application) => work?.resync(application),
    stats: () => all.map((cache) => cache.stats()),
    isStale: (now) => all.some((cache) => cache.isStale(now)),
    stop: async () => {
      await election.stop();
      await Promise.all(all.map((cache) => cache.stop()));
    },
  };
}

/** One that has started. */
export async function startController(ports: ControllerPorts, config: ControllerConfig): Promise<Controller> {
  const controller = createController(ports, config);
  await controller.start();
  return controller;
}
