import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { makeRunDirectory } from '#adapters/local/processes/run-directory.ts';
import type { LocalChildren } from './children.ts';
import { xdgDirectory } from './xdg.ts';

/** Where local mode keeps things. */
export interface Directories {
  /** Built checkouts and installed dependencies: kept, keyed by content. */
  readonly cache: string;
  /** Everything of this one run; removed at its end, however it ends. */
  readonly run: string;
  readonly remove: () => Promise<void>;
}

/** Makes the directories of one run. @param environment for `XDG_CACHE_HOME` */
export async function makeDirectories(
  environment: NodeJS.ProcessEnv,
  { children, supervision }: LocalChildren,
): Promise<Directories> {
  const cache = xdgDirectory(environment, 'XDG_CACHE_HOME');
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const run = await makeRunDirectory(tmpdir(), children.instance);
  const forget = supervision.path(run);
  const remove = async (): Promise<void> => {
    await rm(run, { recursive: true, force: true });
    forget();
  };
  return { cache, run, remove };
}
