import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, ownerOf } from '#adapters/local/processes/owner.ts';
import type { Report } from '#dev/binaries/progress.ts';
import { withLock } from '#dev/processes/lock.ts';
import { clustersDirectory, directoryOf, OWN } from './own.ts';
import { removeCluster } from './removal.ts';

/** Names the process that a test's cluster belongs to, in its directory. */
export const OWNER_FILE = 'owner';

/** Runs the task while no other process takes a number for a cluster, or removes what others have left. */
export async function oneClaimAtATime<Result>(task: () => Promise<Result>): Promise<Result> {
  await mkdir(clustersDirectory(), { recursive: true, mode: 0o700 });
  return withLock(join(clustersDirectory(), 'claim.lock'), () => undefined, task);
}

/** Removes the clusters of tests that ended together with their janitor. @returns how many there were */
export async function sweep(report: Report): Promise<number> {
  const left = numbers().filter((number) => number !== OWN && !isOwned(directoryOf(number)));
  for (const number of left) {
    report(`removing cluster ${number}, which a test has left`);
    await removeCluster(number, directoryOf(number));
  }
  return left.length;
}

function numbers(): readonly number[] {
  if (!existsSync(clustersDirectory())) return [];
  return readdirSync(clustersDirectory())
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function isOwned(directory: string): boolean {
  const file = join(directory, OWNER_FILE);
  const owner = existsSync(file) ? ownerOf(readFileSync(file, 'utf8')) : undefined;
  return owner !== undefined && isAlive(owner);
}
