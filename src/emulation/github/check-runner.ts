import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endInWords, type ProgramEnd, type Programs } from '#ports/programs.ts';
import type { CheckResult, CheckRunner, Git } from './ports.ts';
import type { Conclusion } from './repository.ts';

export interface CheckRunnerOptions {
  readonly git: Git;
  /** `['npm', 'test']`, run in a check-out of the commit. */
  readonly command: readonly [string, ...string[]];
  /** All that the command gets to see of the environment; `HOME` and `CI` are added. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where check-outs are made, and removed again. */
  readonly directory: string;
  readonly programs: Programs;
  readonly timeoutMs: number;
}

/** How much of the end of the output is shown; GitHub takes four times as much. */
const LOG_LENGTH = 16 * 1024;

/** Runs a check as a program on a fresh check-out: a test that leaves a child behind leaves none. For trusted code only. */
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

async function runIn(
  directory: string,
  home: string,
  { programs, command, environment, timeoutMs }: CheckRunnerOptions,
  signal: AbortSignal,
): Promise<CheckResult> {
  const env = { ...environment, HOME: home, CI: 'true' };
  const { end, tail } = await programs.run({ command, directory, env, purpose: 'check', timeoutMs, signal });
  const name = command.join(' ');
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
