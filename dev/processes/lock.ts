import { rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { systemTimers } from '#adapters/node/time.ts';
import { ownerIn, takeOwnerFile } from '#adapters/local/processes/owner-file.ts';
import { isAlive, newInstance, ownerOf } from '#adapters/local/processes/owner.ts';
import { sleep } from '#ports/timers.ts';

const POLL_MS = 250;

const instance = newInstance(randomUUID().replaceAll('-', ''));

const isLiving = (named: string): boolean => {
  const owner = ownerOf(named);
  return owner !== undefined && isAlive(owner);
};

/**
 * Runs the task while no other process runs one with the same lock file. A process that has ended holds nothing.
 * @param onWait is called once if it has to wait, with the number of the process that is waited for
 */
export async function withLock<Result>(
  path: string,
  onWait: (holder: number) => void,
  task: () => Promise<Result>,
): Promise<Result> {
  for (let waits = 0; !(await takeOwnerFile({ path, instance, isLiving })); waits++) {
    if (waits === 0) onWait(ownerOf((await ownerIn(path)) ?? '')?.id ?? 0);
    await sleep(systemTimers, POLL_MS);
  }
  try {
    return await task();
  } finally {
    await rm(path, { force: true });
  }
}
