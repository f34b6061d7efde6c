import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { claim, isLivingDraft, ownerFile, release } from './claim.ts';

export interface Eviction {
  /** Those of `Cache`s. */
  readonly directories: readonly string[];
  /** Who makes room; see `newInstance`. */
  readonly instance: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly mostKib?: number;
}

/** What was used within this time stays, whatever its size: it may run. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const MOST_KIB = 10 * 1024 * 1024;
const READY = '.ready';

/**
 * Makes room: what was not used for longest goes first, until 10 GiB are left; what ended processes left unfinished
 * goes in any case.
 */
export async function evict({ directories, instance, now, mostKib = MOST_KIB }: Eviction): Promise<void> {
  for (const directory of directories) await removeUnfinished(directory, instance);
  const kept = await Promise.all(directories.map(keptIn));
  let sum = 0;
  for (const { path, usedAt, kib } of kept.flat().toSorted((left, right) => right.usedAt - left.usedAt)) {
    sum += kib;
    if (sum <= mostKib || now - usedAt < KEPT_MS) continue;
    await whileOurs(path, instance, async () => {
      const usedSince = (await keptAt(path))?.usedAt !== usedAt;
      if (!usedSince) await removeAll([`${path}${READY}`, path]);
    });
  }
}

/** What is neither ready nor made by a living process is nobody's: a claim comes before all else that is made. */
async function removeUnfinished(directory: string, instance: string): Promise<void> {
  const names = await namesIn(directory);
  for (const key of new Set(names.map(keyOf))) {
    if (leftOver(key, names).length === 0) continue;
    const path = join(directory, key);
    await whileOurs(path, instance, async () => {
      // It may have become ready before it was ours.
      const left = leftOver(key, await namesIn(directory)).filter((name) => name !== basename(ownerFile(path)));
      await removeAll(left.map((name) => join(directory, name)));
    });
  }
}

/** Those names of a key that need not stay; the mark of readiness before what it vouches for. */
function leftOver(key: string, names: readonly string[]): readonly string[] {
  const ready = `${key}${READY}`;
  const isWhole = names.includes(key) && names.includes(ready);
  return names
    .filter((name) => keyOf(name) === key && !isLivingDraft(name) && !(isWhole && (name === key || name === ready)))
    .toSorted((left, right) => Number(right === ready) - Number(left === ready));
}

/** All that belongs to a key is named after it, with a suffix or without. */
const keyOf = (name: string): string => name.split('.', 1)[0] ?? name;

/** Does nothing when the path is somebody else's. What cannot be removed stays, and keeps nobody from building. */
async function whileOurs(path: string, instance: string, remove: () => Promise<void>): Promise<void> {
  if (!(await claim(path, instance))) return;
  try {
    await remove();
  } catch {
    // The next run tries again.
  } finally {
    await release(path);
  }
}

async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { recursive: true, force: true });
}

interface Kept {
  readonly path: string;
  readonly usedAt: number;
  readonly kib: number;
}

async function keptIn(directory: string): Promise<readonly Kept[]> {
  const marked = (await namesIn(directory)).filter((name) => name.endsWith(READY));
  const kept = await Promise.all(marked.map((name) => keptAt(join(directory, name.slice(0, -READY.length)))));
  return kept.filter((one) => one !== undefined);
}

/** Undefined when it is not ready, or no longer. */
async function keptAt(path: string): Promise<Kept | undefined> {
  const marker = `${path}${READY}`;
  try {
    const { mtimeMs: usedAt } = await stat(marker);
    return { path, usedAt, kib: Number(await readFile(marker, 'utf8')) };
  } catch {
    return undefined;
  }
}

/** Hidden files are the file system's own. */
async function namesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => !name.startsWith('.'));
}
