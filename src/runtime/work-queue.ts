import { backoffMs, type Backoff } from '#lib/backoff.ts';
import type { Random } from '#lib/random.ts';
import type { Clock } from '#ports/clock.ts';
import type { Cancel, Timers } from '#ports/timers.ts';

/** What to do with a key once its handler has ended. */
export type Next =
  | { readonly kind: 'forget' }
  | { readonly kind: 'after'; readonly ms: number }
  /** Try again, later each time in a row; the first time after what the queue says, or after `firstMs`. */
  | { readonly kind: 'backOff'; readonly firstMs?: number };

export interface WorkQueueOptions {
  /** Handles one key; it must not throw. */
  readonly handle: (key: string) => Promise<Next>;
  readonly concurrency: number;
  readonly backoff: Backoff;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * A queue of keys, never of events: a key waits at most once, runs at most once at a time, and runs again when it was
 * added while it ran (the contract of client-go's workqueue). A key that failed is not tried again before its pause is over,
 * however often it is added while it runs.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #ready = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  readonly #delayed = new Map<string, { readonly dueAt: number; readonly cancel: Cancel }>();
  readonly #failures = new Map<string, number>();
  #stopped = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Keys that wait or run. */
  get size(): number {
    return this.#ready.size + this.#running.size;
  }

  /** Handles the key soon. */
  add(key: string): void {
    if (this.#stopped) return;
    if (this.#running.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#ready.add(key);
    this.#startNext();
  }

  /** Handles the key after `ms`, also when it is added before; of two delays the one that ends sooner stays. */
  addAfter(key: string, ms: number): void {
    const { timers, clock } = this.#options;
    const dueAt = clock.now() + ms;
    const before = this.#delayed.get(key);
    if (this.#stopped || (before && before.dueAt <= dueAt)) return;
    before?.cancel();
    const cancel = timers.after(ms, () => {
      this.#delayed.delete(key);
      this.add(key);
    });
    this.#delayed.set(key, { dueAt, cancel });
  }

  /** Takes no more keys and resolves when those that run have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ready.clear();
    this.#again.clear();
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    await Promise.all(this.#running.values());
  }

  #startNext(): void {
    for (const key of this.#ready) {
      if (this.#running.size >= this.#options.concurrency) return;
      this.#ready.delete(key);
      // The key counts as running before its handler begins, which may add keys itself.
      const run = Promise.resolve().then(() => this.#run(key));
      this.#running.set(key, run);
    }
  }

  async #run(key: string): Promise<void> {
    const next = await this.#options.handle(key);
    this.#running.delete(key);
    if (this.#stopped) return;
    if (next.kind !== 'backOff') this.#failures.delete(key);
    const wasTouched = this.#again.delete(key);
    if (wasTouched && next.kind !== 'backOff') this.add(key);
    this.#schedule(key, next);
    this.#startNext();
  }

  #schedule(key: string, next: Next): void {
    switch (next.kind) {
      case 'forget':
        return;
      case 'after':
        return this.addAfter(key, next.ms);
      case 'backOff': {
        const failures = (this.#failures.get(key) ?? 0) + 1;
        this.#failures.set(key, failures);
        const { backoff, random } = this.#options;
        const { firstMs = backoff.firstMs } = next;
        return this.addAfter(key, backoffMs({ ...backoff, firstMs }, failures, random));
      }
    }
  }
}
