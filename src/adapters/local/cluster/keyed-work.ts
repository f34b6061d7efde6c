import { messageOf } from '#lib/coded-error.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import type { Log } from '#ports/log.ts';
import type { Cancel, Timers } from '#ports/timers.ts';

export interface WorkPorts {
  readonly timers: Timers;
  readonly log: Log;
}

const FIRST_RETRY_MS = 20;
const LAST_RETRY_MS = 10_000;

/** Looks after keys: one task at a time for each, again when it was asked for meanwhile, later when it failed. */
export class KeyedWork {
  readonly #ports: WorkPorts;
  readonly #task: (key: string) => Promise<void>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  readonly #later = new Map<string, Cancel>();
  readonly #failures = new Map<string, number>();
  #stopped = false;

  constructor(ports: WorkPorts, task: (key: string) => Promise<void>) {
    this.#ports = ports;
    this.#task = task;
  }

  add(key: string): void {
    if (this.#stopped) return;
    if (this.#running.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#running.set(key, this.#run(key));
  }

  /** Replaces what was put off for this key before. */
  addAfter(key: string, ms: number): void {
    if (this.#stopped) return;
    this.#later.get(key)?.();
    const cancel = this.#ports.timers.after(ms, () => {
      this.#later.delete(key);
      this.add(key);
    });
    this.#later.set(key, cancel);
  }

  /** Starts nothing any more; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#later.values()) cancel();
    this.#later.clear();
    await Promise.all(this.#running.values());
  }

  async #run(key: string): Promise<void> {
    try {
      await Promise.resolve();
      await this.#task(key);
      this.#failures.delete(key);
    } catch (error) {
      this.#retry(key, error);
    }
    this.#running.delete(key);
    if (this.#again.delete(key)) this.add(key);
  }

  #retry(key: string, error: unknown): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    if (!isObjectsError(error, 'Conflict')) {
      this.#ports.log.warn('local-cluster-retry', { key, error: messageOf(error) });
    }
    this.addAfter(key, Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS));
  }
}
