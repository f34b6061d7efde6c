import { spawn } from 'node:child_process';
import { OutputRing } from '#adapters/local/processes/output-ring.ts';
import { killProcesses, markedProcesses, signalGroup } from '#adapters/local/processes/process-table.ts';
import { CHILD_VARIABLE, type Environment } from '#adapters/local/processes/environment.ts';

export interface ProgramRun {
  readonly command: readonly [program: string, ...args: string[]];
  readonly directory: string;
  readonly env: Environment;
  readonly signal?: AbortSignal;
}

export interface ProgramResult {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  /** The last lines of both its outputs. */
  readonly tail: readonly string[];
}

const TAIL_LINES = 20;

/**
 * Runs a program to its end, or to the signal; what it has started ends with it, also what bears its mark and left its
 * group: that would hold its output open. Throws when it cannot start.
 */
export function runProgram({ command, directory, env, signal }: ProgramRun): Promise<ProgramResult> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new Error(`${program}: was stopped`));
    const child = spawn(program, args, { cwd: directory, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = new OutputRing(directory);
    output.follow(child.stdout);
    output.follow(child.stderr);
    const endGroup = () => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      const mark = env[CHILD_VARIABLE];
      if (mark !== undefined) killProcesses(markedProcesses(mark));
    };
    signal?.addEventListener('abort', endGroup, { once: true });
    child.once('error', reject);
    child.once('exit', endGroup);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', endGroup);
      resolve({ code: code ?? undefined, tail: output.tail(TAIL_LINES) });
    });
  });
}
