import { tmpdir } from 'node:os';
import { removeStaleRuns } from '#adapters/local/processes/run-directory.ts';
import { endOrphans } from '#adapters/local/processes/supervisor/orphans.ts';
import { systemTimers } from '#adapters/node/time.ts';
import type { Log } from '#ports/log.ts';

/** Ends and removes what is left of runs that nobody could end: children first, they may write there. */
export async function clearStaleRuns(log: Log): Promise<void> {
  for (const instance of await endOrphans(systemTimers)) log.warn('orphans-ended', { instance });
  for (const path of await removeStaleRuns(tmpdir())) log.info('stale-run-removed', { path });
}
