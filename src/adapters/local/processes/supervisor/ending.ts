import { rmSync } from 'node:fs';
import { signalGroup, signalProcess } from '#adapters/local/processes/process-table.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import { fileIdentity, type FileIdentity } from './file-identity.ts';
import type { Living, Watch } from './watch.ts';

const POLL_MS = 50;
/** For services to finish what they were asked; nobody is there to look after them for longer. */
const GRACE_MS = 2000;
/** What was killed and is not gone by then is stuck in the kernel. */
const KILL_MS = 10_000;
/** What was being started when the pipe closed bears the mark by then. */
const QUIET_LOOKS = 4;

/** Ends everything that is watched, then removes its files. Never throws. */
export async function endAll(watch: Watch, timers: Timers): Promise<void> {
  await terminate(watch, timers);
  await kill(watch, timers);
  for (const file of watch.paths) remove(file);
}

async function terminate(watch: Watch, timers: Timers): Promise<void> {
  signal(watch.look(), 'SIGTERM');
  for (let waited = 0; waited < GRACE_MS && isAnything(watch.look()); waited += POLL_MS) await sleep(timers, POLL_MS);
}

/** Goes on until nothing was seen several times in a row. */
async function kill(watch: Watch, timers: Timers): Promise<void> {
  let quiet = 0;
  for (let waited = 0; waited < KILL_MS && quiet < QUIET_LOOKS; waited += POLL_MS) {
    const living = watch.look();
    quiet = isAnything(living) ? 0 : quiet + 1;
    signal(living, 'SIGKILL');
    await sleep(timers, POLL_MS);
  }
}

const isAnything = ({ groups, processes }: Living): boolean => groups.length + processes.length > 0;

/** Each process gets it once: some take a second SIGTERM for impatience. */
function signal({ groups, processes }: Living, name: NodeJS.Signals): void {
  for (const group of groups) signalGroup(group, name);
  for (const one of processes) if (!groups.includes(one.group)) signalProcess(one, name);
}

/** Only what was there when it was told: somebody else's file may have the path since. */
function remove({ path, identity }: FileIdentity): void {
  if (fileIdentity(path)?.identity !== identity) return;
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: POLL_MS });
  } catch {
    // The next run removes what it may.
  }
}
