import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { Timers } from '#ports/timers.ts';

/** git writes several files for one commit: they are looked at together. */
const SETTLE_MS = 100;
/** What no file event told (another file system, a new kind of ref storage) is seen by looking. */
const LOOK_MS = 5_000;

/** Where git keeps branches: loose files, the packed file beside them, and the reftable format. */
const places = (gitDirectory: string) => [
  { path: join(gitDirectory, 'refs'), recursive: true },
  { path: join(gitDirectory, 'reftable'), recursive: true },
  { path: gitDirectory, recursive: false },
];

/**
 * Calls `look` soon after something in a git directory that may be a branch has changed, and every few seconds.
 * It never runs twice at once, and must not throw. @returns what ends it, once the last look has ended
 */
export function watchBranches(gitDirectory: string, timers: Timers, look: () => Promise<void>): () => Promise<void> {
  const watching = new Watching(timers, look);
  const watchers = places(gitDirectory).flatMap(({ path, recursive }) => open(path, recursive, watching));
  return async () => {
    for (const watcher of watchers) watcher.close();
    await watching.stop();
  };
}

/** A directory that cannot be watched, or is not there, is looked at by the clock alone. */
function open(path: string, recursive: boolean, watching: Watching): readonly FSWatcher[] {
  try {
    const watcher = watch(path, { recursive, persistent: false }, () => watching.soon(SETTLE_MS));
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}

class Watching {
  readonly #timers: Timers;
  readonly #look: () => Promise<void>;
  #cancel: () => void;
  #dueInMs = LOOK_MS;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(timers: Timers, look: () => Promise<void>) {
    this.#timers = timers;
    this.#look = look;
    this.#cancel = timers.after(LOOK_MS, () => this.#run());
  }

  /** An earlier look that is due soon stays: a stream of events does not put it off. */
  soon(ms: number): void {
    if (this.#stopped || this.#dueInMs <= ms) return;
    this.#cancel();
    this.#dueInMs = ms;
    this.#cancel = this.#timers.after(ms, () => this.#run());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  #run(): void {
    this.#dueInMs = LOOK_MS;
    this.#running = this.#runAfter(this.#running);
  }

  async #runAfter(before: Promise<void>): Promise<void> {
    await before;
    await this.#look();
    if (this.#stopped || this.#dueInMs < LOOK_MS) return;
    this.#cancel = this.#timers.after(LOOK_MS, () => this.#run());
  }
}
