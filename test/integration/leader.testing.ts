import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { systemClock as clock, systemStopwatch as stopwatch, systemTimers as timers } from '#adapters/node/time.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { silentLog } from '#ports/log.ts';
import { every } from '#ports/timers.ts';
import { fencedObjects } from '#runtime/leadership/fence.ts';
import { LeaseElection } from '#runtime/leadership/lease-election.ts';

const WRITES_EVERY_MS = 20;

/**
 * A process of its own that leads and writes all the time, and says on its standard output what becomes of each write
 * and how long after the one before it came.
 */
const random = Math.random;
const objects = createLocalObjects({ clock, random });
const election = new LeaseElection({
  objects,
  clock,
  stopwatch,
  timers,
  random,
  log: silentLog,
  identity: 'the leader',
  times: { durationMs: 6_000, deadlineMs: 4_000, retryMs: 500 },
});
const fenced = fencedObjects(objects, election);
let last = stopwatch.elapsedMs();

async function write(): Promise<void> {
  const pauseMs = Math.round(stopwatch.elapsedMs() - last);
  last = stopwatch.elapsedMs();
  const metadata = { name: 'journal', namespace: HOME_NAMESPACE };
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata } as const;
  const spec = { holderIdentity: `${last}` };
  const what = await fenced.apply('Lease', { ...lease, spec }, { fieldManager: 'work' }).then(
    () => 'wrote',
    (error: Error) => error.name,
  );
  process.stdout.write(`${JSON.stringify({ what, pauseMs })}\n`);
}

election.start(() => {
  // Its work does not stop, so that only the fence stands between it and the outside.
  every(timers, WRITES_EVERY_MS, () => void write());
  return { stop: async () => undefined };
});
