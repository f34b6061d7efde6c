import { messageOf } from '#lib/coded-error.ts';
import type { Log } from '#ports/log.ts';

/** What has to be closed, in the reverse order of its start; safe to call at any time and twice. */
export class Closing {
  readonly #steps: { readonly name: string; readonly close: () => Promise<void> }[] = [];
  readonly #last: (() => void)[] = [];
  readonly #log: Log;
  #closed: Promise<void> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  add(name: string, close: () => Promise<void>): void {
    this.#steps.push({ name, close });
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
    for (const { name, close } of this.#steps.toReversed()) {
      try {
        await close();
      } catch (error) {
        this.#log.error('close-failed', { part: name, error: messageOf(error) });
      }
    }
    this.kill();
  }
}
