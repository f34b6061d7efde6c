import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { SUPERVISOR_VARIABLE } from '#adapters/local/processes/environment.ts';
import {
  identityOf,
  markedProcesses,
  readProcess,
  readProcesses,
  signalProcess,
  startedWith,
} from '#adapters/local/processes/process-table.ts';
import { until } from '#adapters/local/real-time.testing.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

export type LogLine = Readonly<Record<string, unknown>>;

/** A directory of the test, where children leave their ids: `echo $$ > NAME.pid`. */
export async function makePlace(context: TestContext): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'dm-children-'));
  context.after(async () => {
    for (const id of await idsIn(place)) if (isAlive(id)) process.kill(id, 'SIGKILL');
    await rm(place, { recursive: true, force: true });
  });
  return place;
}

/** The ids that children have left in a place. */
export async function idsIn(place: string): Promise<readonly number[]> {
  const names = (await readdir(place)).filter((name) => name.endsWith('.pid'));
  const texts = await Promise.all(names.map((name) => readFile(join(place, name), 'utf8')));
  return texts.filter((text) => text.endsWith('\n')).map(Number);
}

export function isAlive(id: number): boolean {
  const found = readProcess(id);
  return found !== undefined && !found.ended;
}

/** The supervisors of an instance, or of all whose beginning this is. */
export const supervisorsOf = (instance: string): readonly number[] =>
  readProcesses()
    .map(({ id }) => id)
    .filter((id) => startedWith(id, SUPERVISOR_VARIABLE)?.startsWith(instance) === true);

/**
 * Whether a process has a handler for SIGHUP: the last one that a supervisor installs, and none that Node.js has of its
 * own. proc(5), status: SigCgt is a mask in which signal 1 is the last bit.
 */
export function handlesSignals(id: number): boolean {
  const [, caught = '0'] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
  return (BigInt(`0x${caught}`) & 1n) !== 0n;
}

/** A `main.ts` that has started its children and runs. */
export class Run {
  readonly child: ChildProcess;
  readonly lines: LogLine[] = [];
  readonly #socket: string;

  private constructor(child: ChildProcess, socket: string) {
    this.child = child;
    this.#socket = socket;
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => this.lines.push(JSON.parse(line)));
  }

  /** In a group and session of its own, as a terminal would have it. */
  static async start(context: TestContext, place: string, commands: readonly string[]): Promise<Run> {
    const socket = join(place, 'private', 'dm.sock');
    const child = spawn(process.execPath, [MAIN, socket, ...commands], {
      cwd: place,
      env: { PATH: process.env['PATH'], TMPDIR: place },
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const run = new Run(child, socket);
    context.after(() => run.#kill());
    await until('it is ready', () => run.line('ready') !== undefined);
    return run;
  }

  line(event: string): LogLine | undefined {
    return this.lines.find((line) => line['event'] === event);
  }

  get instance(): string {
    return String(this.line('ready')?.['instance']);
  }

  get id(): number {
    return this.child.pid ?? 0;
  }

  /** For a test that has failed. */
  #kill(): void {
    this.child.kill('SIGKILL');
    for (let marked = [0]; marked.length > 0;) {
      marked = [...markedProcesses(`${this.instance}/`)];
      for (const id of marked) signalProcess(identityOf(id), 'SIGKILL');
    }
  }

  /** Everything of it that is still there, in words. */
  left(ids: readonly number[]): readonly string[] {
    const files = [this.#socket, String(this.line('ready')?.['run'])].filter((path) => existsSync(path));
    const living = new Set([...ids.filter(isAlive), ...markedProcesses(`${this.instance}/`)]);
    const supervisors = supervisorsOf(this.instance).map((id) => `supervisor ${id}`);
    return [...files, ...[...living].map((id) => `process ${id}`), ...supervisors];
  }
}
