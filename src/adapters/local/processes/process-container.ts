import { spawn, type ChildProcess } from 'node:child_process';
import { messageOf } from '#lib/coded-error.ts';
import { ContainersError, type Container, type ContainerExit } from '#ports/containers.ts';
import { sleep, type Cancel, type Timers } from '#ports/timers.ts';
import type { Environment } from './environment.ts';
import { httpProbe } from './http-probe.ts';
import { OutputRing } from './output-ring.ts';
import { groupIsAlive, killProcesses, markedProcesses, signalGroup } from './process-table.ts';

export interface ProcessStart {
  readonly command: readonly string[];
  readonly directory: string;
  readonly env: Environment;
  readonly port: number;
  /** The value of the variable that marks it and its children. */
  readonly mark: string;
}

/** How often is looked whether a group has ended. */
const POLL_MS = 20;
/** What was killed and is not gone by then is stuck in the kernel. */
const KILL_MS = 2000;
/** The last output of a process that has ended is there by then, unless a stray holds the pipe. */
const FLUSH_MS = 500;

/** One child in a process group of its own. */
export class ProcessContainer implements Container {
  readonly address: Container['address'];
  /** Resolves when the process has ended and nothing that it started is left. */
  readonly exited: Promise<ContainerExit>;
  readonly #timers: Timers;
  readonly #group: number;
  readonly #mark: string;
  readonly #output: OutputRing;
  readonly #stop = new AbortController();
  #graceMs = 0;
  #gone = false;

  private constructor(timers: Timers, child: ChildProcess, group: number, { port, mark, directory }: ProcessStart) {
    this.#output = new OutputRing(directory);
    this.address = { ip: '127.0.0.1', port };
    this.#timers = timers;
    this.#group = group;
    this.#mark = mark;
    for (const stream of [child.stdout, child.stderr]) if (stream) this.#output.follow(stream);
    this.exited = this.#live(child);
  }

  /** Throws `ContainersError` (`StartFailed`) when there is no such command. */
  static start(timers: Timers, start: ProcessStart): Promise<ProcessContainer> {
    const [program = '', ...args] = start.command;
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => reject(startFailed(start.command, error));
      try {
        const { directory: cwd, env } = start;
        const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
        child.once('error', fail);
        const { pid } = child;
        if (pid !== undefined) resolve(new ProcessContainer(timers, child, pid, start));
      } catch (error) {
        fail(error);
      }
    });
  }

  async probe(path: string, timeoutMs: number): Promise<boolean> {
    return !this.#gone && (await httpProbe(this.#timers, { port: this.address.port, path, timeoutMs }));
  }

  tail(lines: number): readonly string[] {
    return this.#output.tail(lines);
  }

  onLine(listener: (line: string) => void): Cancel {
    return this.#output.onLine(listener);
  }

  async stop(graceMs: number): Promise<void> {
    this.#graceMs = graceMs;
    this.#stop.abort();
    await this.exited;
  }

  /** At once and without waiting: for the end of our own process. */
  kill(): void {
    if (!this.#gone) signalGroup(this.#group, 'SIGKILL');
  }

  async #live(child: ChildProcess): Promise<ContainerExit> {
    const closed = new Promise<void>((resolve) => void child.once('close', () => resolve()));
    const exit = exitOf(child);
    await Promise.race([exit, aborted(this.#stop.signal)]);
    if (this.#stop.signal.aborted) await this.#terminate();
    await this.#kill();
    const flushed = new AbortController();
    await Promise.race([closed, sleep(this.#timers, FLUSH_MS, flushed.signal)]);
    flushed.abort();
    this.#output.finish();
    this.#gone = true;
    return exit;
  }

  /** Lets the whole group end by itself for as long as the grace lasts. */
  async #terminate(): Promise<void> {
    signalGroup(this.#group, 'SIGTERM');
    await this.#groupEnds(this.#graceMs);
  }

  /** What is left of the group, and what left the group. */
  async #kill(): Promise<void> {
    signalGroup(this.#group, 'SIGKILL');
    killProcesses(markedProcesses(this.#mark));
    await this.#groupEnds(KILL_MS);
  }

  async #groupEnds(withinMs: number): Promise<void> {
    for (let waited = 0; waited < withinMs && groupIsAlive(this.#group); waited += POLL_MS) {
      await sleep(this.#timers, POLL_MS);
    }
  }
}

const startFailed = (command: readonly string[], error: unknown): ContainersError =>
  new ContainersError('StartFailed', `${command.join(' ')}: cannot be started: ${messageOf(error)}`, {
    source: 'user',
    next: 'correct spec.command in dungeonmaster.yaml',
    cause: error,
  });

const exitOf = (child: ChildProcess): Promise<ContainerExit> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ ...(code !== null && { code }), ...(signal !== null && { signal }) });
    });
  });

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
