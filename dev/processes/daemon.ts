import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CHILD_VARIABLE } from '#adapters/local/processes/environment.ts';
import {
  identityOf,
  markedProcesses,
  readProcess,
  readProcesses,
  signalGroup,
  type ProcessIdentity,
} from '#adapters/local/processes/process-table.ts';
import type { Forget, Supervision } from '#adapters/local/processes/supervision.ts';
import { CodedError } from '#lib/coded-error.ts';
import { programPath } from './path.ts';
import { waitFor } from './wait.ts';

export interface DaemonOptions {
  /** Names it in errors and marks it for its supervisor. */
  readonly name: string;
  readonly command: readonly string[];
  /** What it writes, appended. */
  readonly logFile: string;
  /** Whoever comes later finds it by its number and start time in here. */
  readonly pidFile: string;
  readonly supervision: Supervision;
  /** The mark of everything that belongs together; see `newInstance`. */
  readonly instance: string;
  readonly env?: Readonly<Record<string, string>>;
}

const KILL_MS = 10_000;
/** A signal stops one thread after the other: the last may answer once more meanwhile. */
const STOPPED_MS = 5_000;
const LOG_LINES = 15;

/** A program in a session of its own that can be ended, frozen and started again, with the same arguments. */
export class Daemon {
  readonly #options: DaemonOptions;
  #leader: ProcessIdentity | undefined;
  #forget: Forget = () => undefined;

  constructor(options: DaemonOptions) {
    this.#options = options;
    this.#leader = livingIn(options.pidFile) ?? marked(markOf(options));
  }

  get name(): string {
    return this.#options.name;
  }

  /** Of its first process; undefined when it does not run. */
  get id(): number | undefined {
    return this.isRunning ? this.#leader?.id : undefined;
  }

  get isRunning(): boolean {
    return this.#leader !== undefined && isLiving(this.#leader);
  }

  /** Does nothing when it runs. @throws the error of the system when there is no such program */
  async start(): Promise<void> {
    if (this.isRunning) return;
    const { command, logFile, pidFile, supervision, env } = this.#options;
    const [program = '', ...rest] = command;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a');
    try {
      const child = spawn(program, rest, {
        cwd: '/',
        detached: true,
        env: { PATH: programPath(), HOME: process.env['HOME'], ...env, [CHILD_VARIABLE]: markOf(this.#options) },
        stdio: ['ignore', log, log],
      });
      const id = await new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('spawn', () => resolve(child.pid ?? 0));
      });
      child.unref();
      this.#leader = identityOf(id);
      this.#forget = supervision.group(this.#leader);
      mkdirSync(dirname(pidFile), { recursive: true });
      writeFileSync(pidFile, `${id} ${this.#leader.startTime}\n`);
    } finally {
      closeSync(log);
    }
  }

  /** Sends a signal to it and its group, and for one that ends it waits until it is gone. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGTERM'): Promise<void> {
    const leader = this.#leader;
    if (leader === undefined) return;
    if (isLiving(leader)) signalGroup(leader.id, signal);
    await waitFor(`the end of ${this.name}`, KILL_MS, () => !groupHasResources(leader.id));
    this.#forget();
    this.#leader = undefined;
    rmSync(this.#options.pidFile, { force: true });
  }

  /** It holds its connections and ports and does nothing at all from here on. */
  freeze(): void {
    this.#signal('SIGSTOP');
    const end = performance.now() + STOPPED_MS;
    while (this.#leader && !isStopped(this.#leader.id) && performance.now() < end) pauseMs(1);
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  /** @throws `ProcessEnded` with its last words unless it runs */
  demandRunning(): void {
    if (this.isRunning) return;
    const { name, logFile } = this.#options;
    throw new CodedError('ProcessEnded', `${name} has ended; its last words:\n${lastWords(logFile)}`, {
      source: 'system',
      next: `read ${logFile}`,
    });
  }

  /** What it runs in may be a process of its own, of the same group: `nsenter`. */
  #signal(signal: NodeJS.Signals): void {
    if (this.#leader && isLiving(this.#leader)) signalGroup(this.#leader.id, signal);
  }
}

/** The process that a file names, if it lives: its number may be a stranger's by now, not with the same start. */
function livingIn(pidFile: string): ProcessIdentity | undefined {
  const [id = '', startTime = ''] = textOf(pidFile).trim().split(' ');
  const found = { id: Number(id), startTime };
  return id !== '' && isLiving(found) ? found : undefined;
}

const markOf = ({ instance, name }: DaemonOptions): string => `${instance}/${name}`;

/** Whoever started it may have ended before it wrote the number down. What it started has its mark, but not its session. */
const marked = (mark: string): ProcessIdentity | undefined =>
  markedProcesses(mark)
    .flatMap((id) => readProcess(id) ?? [])
    .find(({ id, session, ended }) => id === session && !ended);

function isLiving({ id, startTime }: ProcessIdentity): boolean {
  const found = readProcess(id);
  return found?.startTime === startTime && !found.ended;
}

/** A process whose first thread has ended is listed as ended while another one still holds its sockets. */
const groupHasResources = (group: number): boolean =>
  readProcesses().some((one) => one.group === group && (!one.ended || threadsOf(one.id) > 1));

/** proc(5): the state is the field behind the name in parentheses. */
const isStopped = (id: number): boolean =>
  threadNames(id).every((thread) => /\) [Tt] /.test(textOf(`/proc/${id}/task/${thread}/stat`)));

/** Nothing else of this process goes on meanwhile. */
const pauseMs = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const threadsOf = (id: number): number => threadNames(id).length;

function threadNames(id: number): readonly string[] {
  try {
    return readdirSync(`/proc/${id}/task`);
  } catch {
    return [];
  }
}

const lastWords = (logFile: string): string => textOf(logFile).trimEnd().split('\n').slice(-LOG_LINES).join('\n');

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
