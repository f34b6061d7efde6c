import { CodedError } from '#lib/coded-error.ts';
import type { Leadership } from '#ports/leadership.ts';
import { sleep, type Timers } from '#ports/timers.ts';

const LOOK_MS = 100;
/** Longer than the lease of a controller that was killed lasts. */
const LONGEST_MS = 25_000;

/** Resolves once we lead. Throws `CodedError` `AnotherLeads` when somebody else goes on leading, `Interrupted`. */
export async function takeLead(election: Leadership, timers: Timers, signal: AbortSignal | undefined): Promise<void> {
  for (let waitedMs = 0; !election.holds(); waitedMs += LOOK_MS) {
    if (signal?.aborted) throw new CodedError('Interrupted', 'the start was broken off', { source: 'user' });
    if (waitedMs >= LONGEST_MS) throw anotherLeads();
    await sleep(timers, LOOK_MS, signal);
  }
}

const anotherLeads = (): CodedError =>
  new CodedError('AnotherLeads', 'another controller works in this cluster: an installed one, or another dm up', {
    source: 'user',
    next: 'end it, or try the example in another cluster; who it is: kubectl -n dungeon-master get lease controller',
  });
