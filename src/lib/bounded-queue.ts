/** What waited, and how much gave way before it. */
export interface Batch<Item> {
  readonly items: readonly Item[];
  readonly dropped: number;
}

/**
 * From one that writes whenever it likes to one that reads when it can: the writer never waits, and never more than
 * `limit` items do. Where the reader is slower, the oldest give way and are counted.
 */
export class BoundedQueue<Item> {
  readonly #limit: number;
  #items: Item[] = [];
  #dropped = 0;
  #isClosed = false;
  #wake: () => void = () => undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** After `close` nothing is taken in. */
  push(item: Item): void {
    if (this.#isClosed) return;
    this.#items.push(item);
    if (this.#items.length > this.#limit) {
      this.#items.shift();
      this.#dropped += 1;
    }
    this.#wake();
  }

  /** What waits can still be read; then the reader ends. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Everything that waits, as soon as there is something; ends when it is closed and empty. For one reader. */
  async *batches(): AsyncGenerator<Batch<Item>, void, undefined> {
    for (;;) {
      if (this.#items.length > 0) {
        const batch = { items: this.#items, dropped: this.#dropped };
        this.#items = [];
        this.#dropped = 0;
        yield batch;
      } else if (this.#isClosed) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }
}
