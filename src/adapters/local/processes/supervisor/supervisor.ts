import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SUPERVISOR_VARIABLE } from '#adapters/local/processes/environment.ts';
import type { ProcessIdentity } from '#adapters/local/processes/process-table.ts';
import type { Forget, Supervision } from '#adapters/local/processes/supervision.ts';
import { backoffMs } from '#lib/backoff.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { Random } from '#lib/random.ts';
import type { Log } from '#ports/log.ts';
import { sleep, type Cancel, type Timers } from '#ports/timers.ts';
import { fileIdentity, type FileIdentity } from './file-identity.ts';
import { encode } from './watched.ts';

export interface SupervisorOptions {
  /** What the marks of all children begin with, without "/". */
  readonly instance: string;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
}

/** Another process that ends and removes what this one leaves, however this one ends. */
export interface Supervisor extends Supervision {
  /** Lets it end what is left, and waits for it as long as it may need. */
  close(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
/** It holds a few kilobytes: no threads that compile, no young generation of many megabytes. */
const NODE_OPTIONS = ['--max-old-space-size=64', '--max-semi-space-size=1', '--v8-pool-size=0'];
const RESTART = { firstMs: 500, longestMs: 30_000 };
/** One that lived that long was not at fault itself. */
const STEADY_MS = 60_000;
/** Longer than the grace and the killing together. */
const CLOSE_MS = 15_000;

/** Starts a supervisor, and another one whenever it ends before us. */
export function startSupervisor(options: SupervisorOptions): Supervisor {
  return new SupervisorProcess(options);
}

class SupervisorProcess implements Supervisor {
  readonly #options: SupervisorOptions;
  readonly #groups = new Set<ProcessIdentity>();
  readonly #paths = new Set<FileIdentity>();
  #process: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #cancelTimer: Cancel = () => undefined;
  #failures = 0;
  #closing = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#start();
  }

  group(leader: ProcessIdentity): Forget {
    return this.#add(this.#groups, leader);
  }

  path(path: string): Forget {
    const found = fileIdentity(path);
    return found ? this.#add(this.#paths, found) : () => undefined;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#cancelTimer();
    this.#process?.stdin?.end();
    const waited = new AbortController();
    await Promise.race([this.#ended, sleep(this.#options.timers, CLOSE_MS, waited.signal)]);
    waited.abort();
  }

  #add<Thing>(things: Set<Thing>, thing: Thing): Forget {
    things.add(thing);
    this.#tell();
    return () => {
      if (things.delete(thing)) this.#tell();
    };
  }

  /** A pipe takes a line at once, so that it is there even when we are killed on the next one. */
  #tell(): void {
    const { stdin } = this.#process ?? {};
    if (stdin?.writable) stdin.write(encode({ groups: [...this.#groups], paths: [...this.#paths] }));
  }

  #start(): void {
    const { log, timers } = this.#options;
    this.#cancelTimer = timers.after(STEADY_MS, () => (this.#failures = 0));
    try {
      const child = this.#spawn();
      this.#process = child;
      this.#ended = new Promise((resolve) => {
        child.once('error', (error) => resolve(this.#lost({ error: messageOf(error) })));
        child.once('exit', (code, signal) =>
          resolve(this.#lost({ code: code ?? undefined, signal: signal ?? undefined })),
        );
      });
      log.info('supervisor-started', { pid: child.pid });
      this.#tell();
    } catch (error) {
      this.#lost({ error: messageOf(error) });
    }
  }

  /** In a session of its own, away from our terminal and group, and in no directory that somebody wants to remove. */
  #spawn(): ChildProcess {
    const { instance } = this.#options;
    const child = spawn(process.execPath, [...NODE_OPTIONS, MAIN, instance], {
      cwd: '/',
      detached: true,
      env: { [SUPERVISOR_VARIABLE]: instance },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.on('error', () => undefined);
    child.unref();
    return child;
  }

  #lost(how: { code?: number | undefined; signal?: string | undefined; error?: string }): void {
    this.#cancelTimer();
    this.#process = undefined;
    if (this.#closing) return;
    const { log, timers, random } = this.#options;
    const restartMs = backoffMs(RESTART, (this.#failures += 1), random);
    log.warn('supervisor-lost', { ...how, restartMs });
    this.#cancelTimer = timers.after(restartMs, () => this.#start());
  }
}
