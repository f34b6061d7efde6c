import type { Random } from '#lib/random.ts';
import type { Clock } from '#ports/clock.ts';
import {
  ContainersError,
  type Container,
  type ContainerExit,
  type Containers,
  type ContainerStart,
} from '#ports/containers.ts';
import { sleep, type Cancel, type Timers } from '#ports/timers.ts';

/** How an image behaves. All times vary by a tenth. */
export interface ImageBehaviour {
  readonly pullMs: number;
  readonly readyAfterMs: number;
  readonly neverReady?: boolean;
  readonly crash?: { readonly afterMs: number; readonly code: number; readonly lines: readonly string[] };
  /** The message with which pulling fails. */
  readonly pullError?: string;
  /** How long it goes on after SIGTERM; at once when left out. */
  readonly stopMs?: number;
}

export interface ModelContainersOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Asked at each pull, then without `start`, and at each start. */
  readonly behaviour: (image: string, start: ContainerStart | undefined) => ImageBehaviour;
}

export interface ModelContainers extends Containers {
  /** What runs now. */
  running(): readonly ContainerStart[];
}

const FIRST_PORT = 20_000;

/** Containers that are played: for the simulation and for tests. */
export function createModelContainers(options: ModelContainersOptions): ModelContainers {
  const { timers, random, behaviour } = options;
  const running = new Map<string, ContainerStart>();
  const vary = (ms: number): number => Math.round(ms * (0.9 + 0.2 * random()));
  let ports = 0;
  return {
    running: () => [...running.values()],
    async pull(image) {
      const { pullMs, pullError } = behaviour(image, undefined);
      await sleep(timers, vary(pullMs));
      if (pullError !== undefined) throw new ContainersError('BuildFailed', pullError, { source: 'user' });
    },
    async start(start) {
      if (running.has(start.id)) {
        throw new ContainersError('StartFailed', `${start.id} runs already`, { source: 'system' });
      }
      running.set(start.id, start);
      const port = FIRST_PORT + (ports += 1);
      const container = new ModelContainer(options, behaviour(start.image, start), port, vary);
      void container.exited.then(() => running.delete(start.id));
      return container;
    },
  };
}

class ModelContainer implements Container {
  readonly address: Container['address'];
  readonly exited: Promise<ContainerExit>;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #behaviour: ImageBehaviour;
  readonly #readyAt: number;
  readonly #stopMs: number;
  readonly #cancelCrash: Cancel;
  readonly #lines: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();
  #exit: (exit: ContainerExit) => void = () => undefined;
  #gone = false;

  constructor(
    { clock, timers }: ModelContainersOptions,
    behaviour: ImageBehaviour,
    port: number,
    vary: (ms: number) => number,
  ) {
    this.address = { ip: '127.0.0.1', port };
    this.exited = new Promise((resolve) => {
      this.#exit = resolve;
    });
    this.#clock = clock;
    this.#timers = timers;
    this.#behaviour = behaviour;
    this.#readyAt = clock.now() + vary(behaviour.readyAfterMs);
    this.#stopMs = vary(behaviour.stopMs ?? 0);
    const { crash } = behaviour;
    this.#cancelCrash = crash
      ? timers.after(vary(crash.afterMs), () => {
          for (const line of crash.lines) this.#write(line);
          this.#leave({ code: crash.code });
        })
      : () => undefined;
  }

  async probe(): Promise<boolean> {
    return !this.#gone && !this.#behaviour.neverReady && this.#clock.now() >= this.#readyAt;
  }

  tail(lines: number): readonly string[] {
    return lines > 0 ? this.#lines.slice(-lines) : [];
  }

  onLine(listener: (line: string) => void): Cancel {
    for (const line of this.#lines) listener(line);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(graceMs: number): Promise<void> {
    if (this.#gone) return;
    await sleep(this.#timers, Math.min(this.#stopMs, graceMs));
    this.#cancelCrash();
    this.#leave({ signal: this.#stopMs > graceMs ? 'SIGKILL' : 'SIGTERM' });
  }

  #write(line: string): void {
    this.#lines.push(line);
    for (const listener of this.#listeners) listener(line);
  }

  #leave(exit: ContainerExit): void {
    this.#gone = true;
    this.#exit(exit);
  }
}
