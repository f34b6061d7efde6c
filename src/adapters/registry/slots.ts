interface Line {
  running: number;
  readonly waiting: Set<() => void>;
}

/** Lets so many tasks of one key run at a time; the others wait in the order they came. */
export class Slots {
  readonly #limit: number;
  readonly #lines = new Map<string, Line>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Rejects with the signal's reason when it aborts before the task's turn comes. */
  async run<Result>(key: string, task: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const line = this.#lines.get(key) ?? { running: 0, waiting: new Set() };
    this.#lines.set(key, line);
    if (line.running >= this.#limit) await turnIn(line, signal);
    else line.running += 1;
    try {
      return await task();
    } finally {
      this.#leave(key, line);
    }
  }

  /** Who waits first takes the place over. */
  #leave(key: string, line: Line): void {
    const [next] = line.waiting;
    if (next) return next();
    line.running -= 1;
    if (line.running === 0) this.#lines.delete(key);
  }
}

function turnIn({ waiting }: Line, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = (): void => {
      waiting.delete(take);
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = (): void => {
      waiting.delete(take);
      reject(signal.reason as Error);
    };
    waiting.add(take);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
  });
}
