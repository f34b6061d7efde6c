import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { isAlive, ownerOf } from './owner.ts';

const PREFIX = 'dungeon-master-';

/** Makes the directory of one run, named after its owner. @param parent such as the directory for temporary files */
export const makeRunDirectory = (parent: string, instance: string): Promise<string> =>
  mkdtemp(join(parent, `${PREFIX}${instance}.`));

/**
 * Removes the directories of this user's runs whose owner is no more: the power failed, or the supervisor was killed
 * too. Never throws. @returns what was removed
 */
export async function removeStaleRuns(parent: string): Promise<readonly string[]> {
  const names = await readdir(parent).catch(() => []);
  const stale = names.filter(isStale).map((name) => join(parent, name));
  const removed = await Promise.all(stale.map(remove));
  return removed.flatMap((path) => path ?? []);
}

function isStale(name: string): boolean {
  if (!name.startsWith(PREFIX)) return false;
  const [instance = ''] = name.slice(PREFIX.length).split('.');
  const owner = ownerOf(instance);
  return owner !== undefined && !isAlive(owner);
}

async function remove(path: string): Promise<string | undefined> {
  try {
    const found = await lstat(path);
    if (!found.isDirectory() || found.uid !== userInfo().uid) return undefined;
    await rm(path, { recursive: true, force: true });
    return path;
  } catch {
    return undefined;
  }
}
