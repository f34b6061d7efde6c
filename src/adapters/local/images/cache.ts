import { execFile } from 'node:child_process';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sleep, type Timers } from '#ports/timers.ts';
import type { Supervision } from '#adapters/local/processes/supervision.ts';
import { claim, ownerFile, release } from './claim.ts';

const execute = promisify(execFile);

export interface CacheOptions {
  /** Below here are `KEY/`, `KEY.ready` with its size in KiB and, while it is made, `KEY.owner` and `KEY.scratch/`. */
  readonly directory: string;
  /** Who makes what is missing; see `newInstance`. */
  readonly instance: string;
  /** Removes what we do not live to finish. */
  readonly supervision: Supervision;
  readonly timers: Timers;
  readonly signal: AbortSignal;
}

/** Fills an empty directory; in `scratch` may lie what nobody needs afterwards. */
export type Make = (directory: string, scratch: string) => Promise<void>;

const LOOK_MS = 200;

/**
 * Directories by key, each made once, by one process, where it stays: what is built may know its own path. A directory
 * counts when it is marked ready; what an ended process left unfinished is made anew.
 */
export class Cache {
  readonly #options: CacheOptions;

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  pathOf(key: string): string {
    return join(this.#options.directory, key);
  }

  /** Whether the directory of a key is there; it counts as used now. */
  async has(key: string): Promise<boolean> {
    const now = new Date();
    return utimes(`${this.pathOf(key)}.ready`, now, now).then(
      () => true,
      () => false,
    );
  }

  /**
   * The directory of a key, made now if need be. Two processes may want the same at one moment: the second one waits.
   * @param make what it throws is thrown, and nothing is left of it
   */
  async open(key: string, make: Make): Promise<string> {
    const { signal, timers, directory } = this.#options;
    await mkdir(directory, { recursive: true });
    while (!(await this.has(key))) {
      signal.throwIfAborted();
      if (await claim(this.pathOf(key), this.#options.instance)) await this.#make(key, make);
      else await sleep(timers, LOOK_MS, signal);
    }
    return this.pathOf(key);
  }

  async #make(key: string, make: Make): Promise<void> {
    const path = this.pathOf(key);
    const scratch = `${path}.scratch`;
    const ready = `${path}.ready`;
    try {
      if (await this.has(key)) return;
      const kib = await this.#fill(path, scratch, make);
      await rm(scratch, { recursive: true, force: true });
      await writeFile(ready, kib);
    } catch (error) {
      // A full disk may leave the mark without its content.
      for (const made of [ready, path, scratch]) await rm(made, { recursive: true, force: true });
      throw error;
    } finally {
      await release(path);
    }
  }

  async #fill(path: string, scratch: string, make: Make): Promise<string> {
    for (const made of [path, scratch]) {
      await rm(made, { recursive: true, force: true });
      await mkdir(made);
    }
    // What is not there yet cannot be told. The claim goes last, and what is marked ready must not go any more.
    const forget = [path, scratch, ownerFile(path)].map((made) => this.#options.supervision.path(made));
    try {
      await make(path, scratch);
      return await kibOf(path);
    } finally {
      for (const one of forget) one();
    }
  }
}

async function kibOf(path: string): Promise<string> {
  const { stdout } = await execute('du', ['-sk', path], { maxBuffer: 1024 });
  return stdout.split('\t')[0] ?? '0';
}
