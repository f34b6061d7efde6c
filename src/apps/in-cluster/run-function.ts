import { serveOnNode } from '#adapters/node/http-server.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { createFunction, WEBHOOK_PATH } from '#apps/function/function.ts';
import { createWake } from '#apps/function/wake.ts';
import type { Parts } from './parts.ts';
import type { Stop } from './run-controller.ts';
import type { Settings } from './settings.ts';

const random = Math.random;

/** The function behind a Service: any number of it may run. */
export async function runFunction(parts: Parts, { DM_FUNCTION_PORT: port }: Settings): Promise<Stop> {
  const github = parts.github();
  const { wake, settled } = createWake({
    objects: parts.objects,
    images: parts.images,
    github: github.push,
    timers,
    random,
  });
  const { handle } = createFunction({ secrets: [parts.webhookSecret], wake, timers, clock, log: parts.log });
  const server = await serveOnNode({ handle, hostname: '0.0.0.0', port, timers });
  parts.log.info('function-listens', { port, path: WEBHOOK_PATH });
  return async () => {
    await server.close();
    await settled();
    github.close();
  };
}
