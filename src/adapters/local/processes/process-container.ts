import type { Container, ContainerExit } from '#ports/containers.ts';
import type { Cancel, Timers } from '#ports/timers.ts';
import type { Child } from './child.ts';
import { httpProbe } from './http-probe.ts';

/** A container that is a child of ours, which was told to listen on a port. */
export class ProcessContainer implements Container {
  readonly address: Container['address'];
  /** Resolves when the process has ended and nothing that it started is left. */
  readonly exited: Promise<ContainerExit>;
  readonly #timers: Timers;
  readonly #child: Child;
  #gone = false;

  constructor(timers: Timers, child: Child, port: number) {
    this.#timers = timers;
    this.#child = child;
    this.address = { ip: '127.0.0.1', port };
    this.exited = child.ended.finally(() => (this.#gone = true));
  }

  async probe(path: string, timeoutMs: number): Promise<boolean> {
    return !this.#gone && (await httpProbe(this.#timers, { port: this.address.port, path, timeoutMs }));
  }

  tail(lines: number): readonly string[] {
    return this.#child.tail(lines);
  }

  onLine(listener: (line: string) => void): Cancel {
    return this.#child.onLine(listener);
  }

  stop(graceMs: number): Promise<void> {
    return this.#child.stop(graceMs);
  }
}
