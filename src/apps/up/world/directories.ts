import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where local mode keeps things. */
export interface Directories {
  /** Built checkouts and installed dependencies: kept, keyed by content. */
  readonly cache: string;
  /** Everything of this one run; removed at its end. */
  readonly run: string;
  readonly remove: () => Promise<void>;
}

/** Makes the directories of one run. @param environment for `XDG_CACHE_HOME` */
export async function makeDirectories(environment: NodeJS.ProcessEnv): Promise<Directories> {
  const cache = join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'dungeon-master');
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const run = await mkdtemp(join(tmpdir(), 'dungeon-master-'));
  return { cache, run, remove: () => rm(run, { recursive: true, force: true }) };
}
