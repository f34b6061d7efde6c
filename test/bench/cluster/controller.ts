import { KubernetesObjects } from '#adapters/kubernetes/objects/objects.ts';
import { systemClock as clock, systemStopwatch as stopwatch, systemTimers as timers } from '#adapters/node/time.ts';
import { startController, type Controller } from '#apps/controller/create.ts';
import { createWake, type Wake } from '#apps/function/wake.ts';
import { forEveryUse } from '#ports/github/by-use.testing.ts';
import { noIsolation } from '#ports/isolation.ts';
import type { LogFields } from '#ports/log.ts';
import { LeaseElection } from '#runtime/leadership/lease-election.ts';
import type { BenchGitHub } from './github.ts';
import { benchImages } from './images.ts';
import type { Plane } from './plane.ts';
import { RecordingClient } from './recorder.ts';

/** The controller and the function in this process, on a real API server and the emulated GitHub. */
export interface Running {
  readonly client: RecordingClient;
  readonly controller: Controller;
  readonly wake: Wake['wake'];
  stop(): Promise<void>;
}

const random = Math.random;

/** Resolves when it leads. */
export async function startRunning(plane: Plane, github: BenchGitHub): Promise<Running> {
  const client = new RecordingClient({ access: plane.access, clock, timers, random });
  const { promise: leading, resolve: leads } = Promise.withResolvers<void>();
  const log = logTo((event) => event === 'lead-begins' && leads());
  const objects = new KubernetesObjects({ client, random, log });
  const election = new LeaseElection({ objects, clock, stopwatch, timers, random, log, identity: 'bench' });
  const ports = {
    objects,
    images: benchImages,
    podLogs: { tail: async () => [] },
    isolation: noIsolation,
    clock,
    timers,
    random,
    log,
  };
  const config = { urlOf: (name: string) => `http://${name}.test/`, redact: (text: string) => text, resyncMs: 60_000 };
  const port = github.port();
  const controller = await startController({ ...ports, github: forEveryUse(port), election }, config);
  await leading;
  const { wake } = createWake({ objects, images: benchImages, github: port, timers, random });
  const stop = async (): Promise<void> => {
    await controller.stop();
    client.close();
  };
  return { client, controller, wake, stop };
}

const show = (event: string, fields?: LogFields): void => console.error(event, fields);

/** Troubles are shown; everything else is only looked at. */
const logTo = (seen: (event: string) => unknown) => ({
  info: (event: string) => void seen(event),
  warn: show,
  error: show,
});
