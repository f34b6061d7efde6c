import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, ownerOf } from '#adapters/local/processes/owner.ts';

export interface Eviction {
  /** Those of `Cache`s. */
  readonly directories: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly mostKib?: number;
}

/** What was used within this time stays, whatever its size: it may run. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const MOST_KIB = 10 * 1024 * 1024;
const READY = '.ready';
const OWNER = '.owner';

/**
 * Makes room: what was not used for longest goes first, until 10 GiB are left; what ended processes left unfinished
 * goes in any case.
 */
export async function evict({ directories, now, mostKib = MOST_KIB }: Eviction): Promise<void> {
  for (const directory of directories) await removeUnfinished(directory);
  const kept = await Promise.all(directories.map(keptIn));
  let sum = 0;
  for (const { path, usedAt, kib } of kept.flat().toSorted((left, right) => right.usedAt - left.usedAt)) {
    sum += kib;
    if (sum <= mostKib || now - usedAt < KEPT_MS) continue;
    await rm(`${path}${READY}`, { force: true });
    await rm(path, { recursive: true, force: true });
  }
}

async function removeUnfinished(directory: string): Promise<void> {
  for (const path of await withSuffix(directory, OWNER)) {
    const owner = ownerOf(await readFile(`${path}${OWNER}`, 'utf8').catch(() => ''));
    if (owner && isAlive(owner)) continue;
    await rm(path, { recursive: true, force: true });
    await rm(`${path}${OWNER}`, { force: true });
  }
}

interface Kept {
  readonly path: string;
  readonly usedAt: number;
  readonly kib: number;
}

async function keptIn(directory: string): Promise<readonly Kept[]> {
  const paths = await withSuffix(directory, READY);
  return Promise.all(
    paths.map(async (path) => {
      const marker = `${path}${READY}`;
      const { mtimeMs: usedAt } = await stat(marker);
      return { path, usedAt, kib: Number(await readFile(marker, 'utf8')) };
    }),
  );
}

/** The paths of what has such a file beside it. */
async function withSuffix(directory: string, suffix: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => name.endsWith(suffix)).map((name) => join(directory, name.slice(0, -suffix.length)));
}
