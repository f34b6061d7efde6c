import { spawn, type ChildProcess } from 'node:child_process';
import { sleep, type Cancel, type Timers } from '#ports/timers.ts';
import type { Environment } from './environment.ts';
import { lookFor } from './look.ts';
import { OutputRing } from './output-ring.ts';
import { groupIsAlive, identityOf, signalGroup, signalProcess, type ProcessIdentity } from './process-table.ts';

export interface ChildStart {
  readonly command: readonly string[];
  readonly directory: string;
  /** All that it gets to see of the environment, with the mark in it. */
  readonly env: Environment;
  /** The value of the variable that marks it and its children; no other child has it. */
  readonly mark: string;
}

export interface ChildExit {
  /** Undefined when a signal ended it. */
  readonly code?: number;
  readonly signal?: string;
}

/** How often is looked whether everything has ended. */
const POLL_MS = 20;
/** What was killed and is not gone by then is stuck in the kernel. */
const KILL_MS = 2000;
/** The last output of a process that has ended is there by then, unless a stray holds the pipe. */
const FLUSH_MS = 500;

/** A process in a group and session of its own, with everything that it starts. */
export class Child {
  /** Of the process itself, which leads the group. */
  readonly leader: ProcessIdentity;
  /** Resolves when the process has ended and nothing that it started is left. */
  readonly ended: Promise<ChildExit>;
  readonly #timers: Timers;
  readonly #mark: string;
  readonly #output: OutputRing;
  readonly #stop = new AbortController();
  #graceMs = 0;

  private constructor(timers: Timers, process: ChildProcess, id: number, { mark, directory }: ChildStart) {
    this.#output = new OutputRing(directory);
    // The kernel keeps a child's entry until its end is waited for, which is not before this turn of the loop is over.
    this.leader = identityOf(id);
    this.#timers = timers;
    this.#mark = mark;
    for (const stream of [process.stdout, process.stderr]) if (stream) this.#output.follow(stream);
    this.ended = this.#live(process);
  }

  /** Rejects with the error of the system when there is no such program or directory. */
  static start(timers: Timers, start: ChildStart): Promise<Child> {
    const [program = '', ...args] = start.command;
    return new Promise((resolve, reject) => {
      const { directory: cwd, env } = start;
      const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      child.once('error', reject);
      if (child.pid !== undefined) resolve(new Child(timers, child, child.pid, start));
    });
  }

  /** The last lines of both its outputs, oldest first. */
  tail(lines: number): readonly string[] {
    return this.#output.tail(lines);
  }

  /** Calls the listener for every line that is kept, and for each that comes. */
  onLine(listener: (line: string) => void): Cancel {
    return this.#output.onLine(listener);
  }

  /** SIGTERM, and SIGKILL after the grace; resolves when nothing is left. */
  async stop(graceMs: number): Promise<void> {
    this.#graceMs = graceMs;
    this.#stop.abort();
    await this.ended;
  }

  /** @returns whether there was anything left to kill */
  #kill(): boolean {
    const { id, startTime } = this.leader;
    const { processes } = lookFor(new Map([[id, startTime]]), this.#mark);
    signalGroup(id, 'SIGKILL');
    for (const one of processes) signalProcess(one, 'SIGKILL');
    return processes.length > 0 || groupIsAlive(id);
  }

  async #live(process: ChildProcess): Promise<ChildExit> {
    const closed = new Promise<void>((resolve) => void process.once('close', () => resolve()));
    const exit = exitOf(process);
    await Promise.race([exit, aborted(this.#stop.signal)]);
    if (this.#stop.signal.aborted) await this.#terminate();
    await this.#while(KILL_MS, () => this.#kill());
    const flushed = new AbortController();
    await Promise.race([closed, sleep(this.#timers, FLUSH_MS, flushed.signal)]);
    flushed.abort();
    this.#output.finish();
    return exit;
  }

  /** Lets the whole group end by itself for as long as the grace lasts. */
  async #terminate(): Promise<void> {
    signalGroup(this.leader.id, 'SIGTERM');
    await this.#while(this.#graceMs, () => groupIsAlive(this.leader.id));
  }

  async #while(withinMs: number, holds: () => boolean): Promise<void> {
    for (let waited = 0; waited < withinMs && holds(); waited += POLL_MS) await sleep(this.#timers, POLL_MS);
  }
}

const exitOf = (child: ChildProcess): Promise<ChildExit> =>
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
