import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, ownerOf } from '#adapters/local/processes/owner.ts';
import { ownerIn, takeOwnerFile } from '#adapters/local/processes/owner-file.ts';
import { xdgDirectory } from '#apps/up/world/xdg.ts';
import { CodedError } from '#lib/coded-error.ts';

/** What is kept of some repositories between two runs; for this user alone. */
export interface State {
  readonly directory: string;
  /** The content of a JSON file; undefined when there is none, or none that can be read: all of it can be made anew. */
  read(name: string): Promise<unknown>;
  /** Writes it beside and renames, so that it is always whole. */
  write(name: string, value: unknown): Promise<void>;
  close(): Promise<void>;
}

export interface StateOptions {
  /** The git directories of the repositories, in any order: the same ones find the same state. */
  readonly repositories: readonly string[];
  /** For `XDG_STATE_HOME` (XDG Base Directory Specification). */
  readonly environment: NodeJS.ProcessEnv;
  /** Who uses it; see `newInstance`. */
  readonly instance: string;
  /** Told of a file that is no JSON: it was set aside under this path, and counts as missing. */
  readonly onUnreadable: (path: string) => void;
}

/** Takes the state of these repositories; only one process has it. Throws `CodedError` `RepositoriesInUse`. */
export async function openState({ repositories, environment, instance, onUnreadable }: StateOptions): Promise<State> {
  const sorted = repositories.toSorted();
  const key = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
  const directory = join(xdgDirectory(environment, 'XDG_STATE_HOME'), key);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const owner = join(directory, 'owner');
  await take(owner, instance, sorted);
  const state = new DirectoryState(directory, owner, onUnreadable);
  await state.write('repositories.json', sorted);
  return state;
}

/** What an ended process has not given back is free. */
async function take(path: string, instance: string, repositories: readonly string[]): Promise<void> {
  while (!(await takeOwnerFile({ path, instance, isLiving }))) {
    const other = ownerOf((await ownerIn(path)) ?? '');
    if (!other || !isAlive(other)) continue;
    const message = `${repositories.join(', ')}: another dm up runs them (process ${other.id})`;
    throw new CodedError('RepositoriesInUse', message, { source: 'user', next: 'stop the other one first' });
  }
}

function isLiving(instance: string): boolean {
  const owner = ownerOf(instance);
  return owner !== undefined && isAlive(owner);
}

class DirectoryState implements State {
  readonly directory: string;
  readonly #owner: string;
  readonly #onUnreadable: (path: string) => void;

  constructor(directory: string, owner: string, onUnreadable: (path: string) => void) {
    this.directory = directory;
    this.#owner = owner;
    this.#onUnreadable = onUnreadable;
  }

  async read(name: string): Promise<unknown> {
    const path = join(this.directory, name);
    const text = await readFile(path, 'utf8').catch(missing);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      await rename(path, `${path}.unreadable`);
      this.#onUnreadable(`${path}.unreadable`);
      return undefined;
    }
  }

  async write(name: string, value: unknown): Promise<void> {
    const path = join(this.directory, name);
    await writeFile(`${path}.new`, JSON.stringify(value), { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
  }

  async close(): Promise<void> {
    await rm(this.#owner, { force: true });
  }
}

function missing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
