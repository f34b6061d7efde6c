import { randomUUID } from 'node:crypto';
import { serveOnNode } from '#adapters/node/http-server.ts';
import { systemClock as clock, systemStopwatch as stopwatch, systemTimers as timers } from '#adapters/node/time.ts';
import { startController, type Controller } from '#apps/controller/create.ts';
import { nodeCanary } from '#features/canary/node-canary.ts';
import { isolationIn } from '#features/canary/proof.ts';
import { fencedBudget } from '#runtime/leadership/fence.ts';
import { LeaseElection } from '#runtime/leadership/lease-election.ts';
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
  let controller: Controller | undefined;
  const health = await serveOnNode({
    fetch: (request) => answer(new URL(request.url).pathname, controller),
    hostname: '0.0.0.0',
    port: DM_HEALTH_PORT,
    timers,
  });
  const isolation = isolationIn(objects, clock);
  const ports = { objects, images, podLogs, github, election, isolation, clock, timers, random, log };
  const hasPullSecrets = (await pullSecretFiles.read()).length > 0;
  controller = await startController(ports, {
    urlOf,
    redact,
    resyncMs: RESYNC_MS,
    reportingInstance: POD_NAME,
    ...(DM_IMAGE !== undefined && { canary: nodeCanary(DM_IMAGE) }),
    ...(hasPullSecrets && { pullSecrets: (image: string) => pullSecretFiles.for(image) }),
  });
  const started = controller;
  return async () => {
    // Work may wait for its turn at GitHub: it is told that none comes.
    github.close();
    await started.stop();
    await health.close();
  };
}

/** Live while it can go on by itself; ready once its caches are full. */
function answer(path: string, controller: Controller | undefined): Response {
  if (path === '/healthz') {
    const isStale = controller?.isStale(clock.now()) === true;
    return new Response(isStale ? 'a watch is stale\n' : 'ok\n', { status: isStale ? 503 : 200 });
  }
  if (path === '/readyz') {
    return new Response(controller ? 'ok\n' : 'the caches are not full yet\n', { status: controller ? 200 : 503 });
  }
  return new Response('there is nothing here\n', { status: 404 });
}
