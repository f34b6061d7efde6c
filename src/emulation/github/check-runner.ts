import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Timers } from '#ports/timers.ts';
import type { CheckResult, CheckRunner, Git } from './ports.ts';

export interface CheckRunnerOptions {
  readonly git: Git;
  /** `['npm', 'test']`, run in a check-out of the commit. */
  readonly command: readonly [string, ...string[]];
  /** All that the command gets to see of the environment; `HOME` and `CI` are added. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where check-outs are made, and removed again. */
  readonly directory: string;
  readonly timers: Timers;
  readonly timeoutMs: number;
}

/** Runs a check as a child process in its own process group, on a fresh check-out. For trusted code only. */
export function createCheckRunner(options: CheckRunnerOptions): CheckRunner {
  return {
    async run({ repositoryId, sha }, signal) {
      await mkdir(options.directory, { recursive: true });
      const place = await mkdtemp(join(options.directory, 'check-'));
      try {
        const files = join(place, 'files');
        await mkdir(files);
        await options.git.checkOut(repositoryId, sha, files);
        return await runIn(files, place, options, signal);
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
  };
}

type End = { readonly code: number | null } | { readonly error: Error } | 'timeout' | 'aborted';

async function runIn(
  cwd: string,
  home: string,
  options: CheckRunnerOptions,
  signal: AbortSignal,
): Promise<CheckResult> {
  const [program, ...words] = options.command;
  const env = { ...options.environment, HOME: home, CI: 'true' };
  const child = spawn(program, words, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const tail = new Tail();
  child.stdout.on('data', (chunk: Buffer) => tail.add(chunk));
  child.stderr.on('data', (chunk: Buffer) => tail.add(chunk));
  const end = await endOf(child, options, signal);
  return resultOf(end, tail.text(), options);
}

/** For output that is still on its way; somebody who left the group may keep the pipe open for ever. */
const LAST_WORDS_MS = 1000;

/** Whatever ends it, the whole group is gone afterwards: a test that leaves a child behind leaves none. */
function endOf(child: ChildProcess, { timers, timeoutMs }: CheckRunnerOptions, signal: AbortSignal): Promise<End> {
  return new Promise((resolve) => {
    const timeouts = [timers.after(timeoutMs, () => finish('timeout'))];
    const finish = (end: End): void => {
      for (const cancel of timeouts) cancel();
      signal.removeEventListener('abort', abort);
      killGroup(child);
      resolve(end);
    };
    const abort = (): void => finish('aborted');
    child.once('error', (error) => finish({ error }));
    child.once('exit', (code) => {
      killGroup(child);
      child.once('close', () => finish({ code }));
      timeouts.push(timers.after(LAST_WORDS_MS, () => finish({ code })));
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has already gone.
  }
}

function resultOf(end: End, log: string, { command, timeoutMs }: CheckRunnerOptions): CheckResult {
  const name = command.join(' ');
  const summary = `\`\`\`\n${log}\n\`\`\``;
  if (end === 'aborted') return { conclusion: 'cancelled', output: { title: `${name} was stopped`, summary } };
  if (end === 'timeout') {
    return { conclusion: 'timed_out', output: { title: `${name} ran longer than ${timeoutMs / 1000} s`, summary } };
  }
  if ('error' in end)
    return { conclusion: 'failure', output: { title: `${name} did not start`, summary: end.error.message } };
  const passed = end.code === 0;
  const title = passed ? `${name} passed` : `${name} failed with exit code ${end.code ?? 'none, by a signal'}`;
  return { conclusion: passed ? 'success' : 'failure', output: { title, summary } };
}

/** The last bytes of an output. */
const TAIL_BYTES = 16 * 1024;

class Tail {
  #bytes = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(-TAIL_BYTES);
  }

  text(): string {
    return this.#bytes.toString('utf8').trim();
  }
}
