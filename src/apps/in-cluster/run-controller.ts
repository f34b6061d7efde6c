import { randomUUID } from 'node:crypto';
import { serveOnNode } from '#adapters/node/http-server.ts';
import { systemClock as clock, systemStopwatch as stopwatch, systemTimers as timers } from '#adapters/node/time.ts';
import { createController } from '#apps/controller/create.ts';
import { nodeCanary } from '#features/canary/node-canary.ts';
import { isolationIn } from '#features/canary/proof.ts';
import { fencedBudget } from '#runtime/leadership/fence.ts';
import { LeaseElection } from '#runtime/leadership/lease-election.ts';
import { answerHealth } from './health.ts';
import { createMetrics } from './metrics.ts';
import type { Parts } from './parts.ts';
import type { Settings } from './settings.ts';

/** Ends it in order. */
export type Stop = () => Promise<void>;

const RESYNC_MS = 60_000;
const random = Math.random;

/** The controller as one of several: it works while it leads. */
export async function runController(parts: Parts, settings: Settings): Promise<Stop> {
  const { POD_NAME, DM_HEALTH_PORT, DM_IMAGE } = settings;
  const { objects, urgentObjects, images, podLogs, pullSecretFiles, log, redact, urlOf } = parts;
  // A container that is restarted has its pod's name again, and must not take its own old lease for a living one.
  const identity = `${POD_NAME}_${randomUUID()}`;
  const election = new LeaseElection({ objects: urgentObjects, clock, stopwatch, timers, random, log, identity });
  const github = parts.github((budget) => fencedBudget(budget, election));
  const isolation = isolationIn(objects, clock);
  const ports = { objects, images, podLogs, github, election, isolation, clock, timers, random, log };
  const hasPullSecrets = (await pullSecretFiles.read()).length > 0;
  const controller = createController(ports, {
    urlOf,
    redact,
    resyncMs: RESYNC_MS,
    reportingInstance: POD_NAME,
    ...(DM_IMAGE !== undefined && { canary: nodeCanary(DM_IMAGE) }),
    ...(hasPullSecrets && { pullSecrets: (image: string) => pullSecretFiles.for(image) }),
  });
  const metrics = createMetrics({ caches: () => controller.stats(), isLeading: () => election.holds() });
  const health = await serveOnNode({
    fetch: (request) => answerHealth({ controller, clock, metrics }, new URL(request.url).pathname),
    hostname: '0.0.0.0',
    port: DM_HEALTH_PORT,
    timers,
  });
  await controller.start();
  return async () => {
    // Work may wait for its turn at GitHub: it is told that none comes.
    github.close();
    await controller.stop();
    await health.close();
  };
}
