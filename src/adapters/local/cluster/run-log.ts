import { BoundedQueue } from '#lib/bounded-queue.ts';
import type { Clock } from '#ports/clock.ts';
import type { PodLogEntry, PodLogOptions } from '#ports/pod-logs.ts';

type Line = PodLogEntry & { readonly kind: 'line' };

const KEPT_LINES = 200;
/** What a reader may be behind: more than any chunk of a pipe holds in common lines. */
const WAITING_LINES = 5000;

/** What one run of a container wrote: its last 200 lines, and everything as it comes for those who follow. */
export class RunLog {
  readonly #clock: Clock;
  readonly #lines: Line[] = [];
  readonly #followers = new Set<BoundedQueue<Line>>();
  #isOver = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(text: string): void {
    const line: Line = { kind: 'line', at: this.#clock.now(), text };
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    for (const follower of this.#followers) follower.push(line);
  }

  /** The container has ended: so do those who follow. */
  end(): void {
    this.#isOver = true;
    for (const follower of this.#followers) follower.close();
  }

  tail(count: number): readonly string[] {
    return count > 0 ? this.#lines.slice(-count).map(({ text }) => text) : [];
  }

  async *read(options: Omit<PodLogOptions, 'previous'>): AsyncGenerator<PodLogEntry, void, undefined> {
    const { follow, tailLines = KEPT_LINES, sinceTime = -Infinity, signal } = options;
    if (signal.aborted) return;
    const recent = this.#lines.filter(({ at }) => at > sinceTime);
    const kept = tailLines > 0 ? recent.slice(-tailLines) : [];
    if (!follow || this.#isOver) return yield* kept;
    yield* this.#follow(kept, signal);
  }

  /** Nothing is missed or told twice: the queue is there before the first line is handed out. */
  async *#follow(kept: readonly Line[], signal: AbortSignal): AsyncGenerator<PodLogEntry, void, undefined> {
    const queue = new BoundedQueue<Line>(WAITING_LINES);
    const close = (): void => queue.close();
    this.#followers.add(queue);
    signal.addEventListener('abort', close, { once: true });
    try {
      yield* kept;
      for await (const { items, dropped } of queue.batches()) {
        if (dropped > 0) yield { kind: 'dropped', lines: dropped };
        yield* items;
      }
    } finally {
      this.#followers.delete(queue);
      signal.removeEventListener('abort', close);
    }
  }
}
