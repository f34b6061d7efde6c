import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endInWords, type ProgramEnd, type Programs } from '#ports/programs.ts';
import type { CheckResult, CheckRunner, CheckToRun } from './ports.ts';
import type { Conclusion } from './repository.ts';

/** What a check runs: `['npm', 'test']`. */
export type CheckCommand = readonly [program: string, ...args: string[]];

export interface CheckRunnerOptions {
  /**
   * Fills an empty directory with what the check runs in. @returns the command, or what the check came to without one
   */
  readonly prepare: (check: CheckToRun, directory: string, signal: AbortSignal) => Promise<CheckCommand | CheckResult>;
  /** All that the command gets to see of the environment; `CI` is added. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where check-outs are made, and removed again. */
  readonly directory: string;
  readonly programs: Programs;
  readonly timeoutMs: number;
}

/** How much of the end of the output is shown; GitHub takes four times as much. */
const LOG_LENGTH = 16 * 1024;

/** A command line for a shell is shown as what it says. */
const nameOf = ([program, ...args]: CheckCommand): string =>
  program === 'sh' && args[0] === '-c' ? args.slice(1).join(' ') : [program, ...args].join(' ');

/** Runs a check as a program in a fresh place: a test that leaves a child behind leaves none. For trusted code only. */
export function createCheckRunner(options: CheckRunnerOptions): CheckRunner {
  return {
    async run(check, signal) {
      await mkdir(options.directory, { recursive: true });
      const place = await mkdtemp(join(options.directory, 'check-'));
      try {
        const files = join(place, 'files');
        await mkdir(files);
        const command = await options.prepare(check, files, signal);
        return 'conclusion' in command ? command : await runIn(files, command, options, signal);
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
  };
}

async function runIn(
  directory: string,
  command: CheckCommand,
  { programs, environment, timeoutMs }: CheckRunnerOptions,
  signal: AbortSignal,
): Promise<CheckResult> {
  const env = { ...environment, CI: 'true' };
  const { end, tail } = await programs.run({ command, directory, env, purpose: 'check', timeoutMs, signal });
  const name = nameOf(command);
  const log = tail.join('\n').slice(-LOG_LENGTH).toWellFormed().trim();
  return {
    conclusion: conclusionOf(end),
    output: { title: `${name} ${wordsOf(end, timeoutMs)}`, summary: `\`\`\`\n${log}\n\`\`\`` },
  };
}

function conclusionOf(end: ProgramEnd): Conclusion {
  switch (end.kind) {
    case 'stopped':
      return 'cancelled';
    case 'timedOut':
      return 'timed_out';
    case 'killed':
    case 'notStarted':
      return 'failure';
    case 'exited':
      return end.code === 0 ? 'success' : 'failure';
  }
}

function wordsOf(end: ProgramEnd, timeoutMs: number): string {
  if (end.kind === 'timedOut') return `ran longer than ${timeoutMs / 1000} s`;
  if (end.kind !== 'exited') return endInWords(end);
  return end.code === 0 ? 'passed' : `failed with exit code ${end.code}`;
}
