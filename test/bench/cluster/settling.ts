import { systemTimers } from '#adapters/node/time.ts';
import { sleep } from '#ports/timers.ts';
import type { RecordingClient, Write } from './recorder.ts';

const LOOK_MS = 100;
const REST_MS = 2_500;
const PATIENCE_MS = 240_000;

/** Resolves when nothing was asked for so long, but what belongs to a lease. Throws after four minutes. */
export async function settled(client: RecordingClient, restMs = REST_MS): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let seen = -1;
  for (let since = performance.now(); performance.now() - since < restMs; await sleep(systemTimers, LOOK_MS)) {
    if (performance.now() > deadline) throw new Error('it does not come to rest');
    if (client.calls === seen) continue;
    seen = client.calls;
    since = performance.now();
  }
}

/** When the first write was answered for which a condition holds. @returns milliseconds of `performance.now()` */
export function whenWritten(client: RecordingClient, holds: (write: Write) => boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('what is waited for was not written in time')), PATIENCE_MS);
    const end = client.onWrite((write) => {
      if (!holds(write)) return;
      clearTimeout(late);
      end();
      resolve(write.answeredAt);
    });
  });
}
