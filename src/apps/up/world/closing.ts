import { messageOf } from '#lib/coded-error.ts';
import type { Log } from '#ports/log.ts';

interface Step {
  readonly name: string;
  readonly close: () => Promise<void>;
}

/** What has to be closed, in the reverse order of its start; safe to call at any time and twice. */
export class Closing {
  readonly #steps: Step[] = [];
  readonly #last: (() => void)[] = [];
  readonly #log: Log;
  #closed: Promise<void> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** What is started when all is being closed already is closed at once. */
  add(name: string, close: () => Promise<void>): void {
    if (this.#closed) void this.#closeOne({ name, close });
    else this.#steps.push({ name, close });
  }

  /** Something that must happen even when there is no time left to wait: it may not wait itself. */
  addLast(kill: () => void): void {
    this.#last.push(kill);
  }

  /** Closes everything; one step that fails does not keep the others from it. */
  close(): Promise<void> {
    this.#closed ??= this.#closeAll();
    return this.#closed;
  }

  /** At once and without waiting, for the end of the process. */
  kill(): void {
    for (const kill of this.#last) kill();
  }

  async #closeAll(): Promise<void> {
    for (const step of this.#steps.toReversed()) await this.#closeOne(step);
    this.kill();
  }

  async #closeOne({ name, close }: Step): Promise<void> {
    try {
      await close();
    } catch (error) {
      this.#log.error('close-failed', { part: name, error: messageOf(error) });
    }
  }
}
