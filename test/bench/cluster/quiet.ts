import { systemTimers } from '#adapters/node/time.ts';
import { sleep } from '#ports/timers.ts';
import type { World } from './appear.ts';
import { writtenBy } from './recorder.ts';

const MINUTE_MS = 60_000;

export interface Quiet {
  /** But those of the Lease. */
  readonly writes: number;
  readonly renewals: number;
  readonly reads: number;
}

/** A minute in which nothing happens, a resync with GitHub included. */
export async function quietMinute({ running: { client } }: World): Promise<Quiet> {
  client.forget();
  await sleep(systemTimers, MINUTE_MS);
  const written = client.writes.map(({ request }) => writtenBy(request).plural);
  const renewals = written.filter((plural) => plural === 'leases').length;
  return { writes: written.length - renewals + client.refused, renewals, reads: client.reads };
}
