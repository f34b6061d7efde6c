import type { Environment } from '#adapters/local/processes/environment.ts';
import type { Builds } from '#adapters/local/images/builds.ts';
import { createCheckRunner, type CheckCommand } from '#emulation/github/check-runner.ts';
import type { CheckResult, CheckRunner, CheckToRun } from '#emulation/github/ports.ts';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import { describeProblems } from '#model/application-file.ts';
import { commitSha, type RepositoryRef } from '#model/ids.ts';
import type { Images } from '#ports/images.ts';
import { endInWords, type Programs } from '#ports/programs.ts';
import { every, type Cancel, type Timers } from '#ports/timers.ts';
import type { ApplicationFiles } from './application-files.ts';

export interface OwnCheckRunnerOptions {
  /** The repository of a number, and its files. */
  readonly repositoryOf: (id: number) => { readonly ref: RepositoryRef; readonly files: ApplicationFiles } | undefined;
  readonly images: Images;
  readonly builds: Builds;
  readonly programs: Programs;
  readonly environment: Environment;
  /** Where the check runs, in places of its own. */
  readonly directory: string;
  readonly timers: Timers;
  /** Told every ten seconds while a command runs. */
  readonly onRunning: (check: CheckToRun, elapsedMs: number) => void;
}

const TIMEOUT_MS = 15 * 60_000;
/** Commits whose outcome is remembered: the checks of one commit may begin long after each other. */
const REMEMBERED = 200;
/** People see that it goes on. */
const TOLD_EVERY_MS = 10_000;

/**
 * Tests a commit by the command that its file names, in a copy of what it is built into: what was built for the check is
 * what runs afterwards. However many checks the file names, the command runs once for a commit.
 */
export function createOwnCheckRunner(options: OwnCheckRunnerOptions): CheckRunner {
  const { programs, environment, directory } = options;
  const heartbeats = new Map<CheckToRun, Cancel>();
  const prepare = async (check: CheckToRun, place: string, signal: AbortSignal) => {
    const prepared = await prepareIn(options, check, place, signal);
    heartbeats.set(check, heartbeat(options, check));
    return prepared;
  };
  const runner = createCheckRunner({ prepare, environment, directory, programs, timeoutMs: TIMEOUT_MS });
  const runs = new Map<string, Promise<CheckResult>>();
  const start = async (key: string, check: CheckToRun, signal: AbortSignal): Promise<CheckResult> => {
    try {
      return await runner.run(check, signal);
    } catch (error) {
      runs.delete(key);
      throw error;
    } finally {
      heartbeats.get(check)?.();
      heartbeats.delete(check);
    }
  };
  return {
    run(check, signal) {
      const key = `${check.repositoryId} ${check.sha}`;
      const known = runs.get(key);
      if (known) return known;
      const run = start(key, check, signal);
      runs.set(key, run);
      const [oldest] = runs.keys();
      if (runs.size > REMEMBERED && oldest !== undefined) runs.delete(oldest);
      return run;
    },
  };
}

function heartbeat({ timers, onRunning }: OwnCheckRunnerOptions, check: CheckToRun): Cancel {
  let elapsedMs = 0;
  return every(timers, TOLD_EVERY_MS, () => onRunning(check, (elapsedMs += TOLD_EVERY_MS)));
}

async function prepareIn(
  options: OwnCheckRunnerOptions,
  { repositoryId, sha: text }: CheckToRun,
  place: string,
  signal: AbortSignal,
): Promise<CheckCommand | CheckResult> {
  const repository = options.repositoryOf(repositoryId);
  if (!repository) return failed('The repository is not run here', '');
  const { ref, files } = repository;
  const sha = commitSha.parse(text);
  const { parsed, test } = await files.at(sha);
  if (!parsed.ok) return failed('dungeonmaster.yaml cannot be read', describeProblems(parsed.problems));
  if (test === undefined) return failed('Nothing says how this commit is tested', 'write "test: COMMAND" under spec');

  const image = await options.images.find({ repository: ref, sha, workload: parsed.file.workload });
  if (!image) return failed('The commit is not there any more', sha);
  try {
    await copy(await options.builds.open(image.digest), place, options, signal);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'BuildFailed') return failed('The build failed', error.message);
    throw error;
  }
  return ['sh', '-c', test];
}

/** Files share blocks where the disk can. */
async function copy(
  from: string,
  to: string,
  { programs, environment }: OwnCheckRunnerOptions,
  signal: AbortSignal,
): Promise<void> {
  const command = ['cp', '-a', `${from}/.`, to] as const;
  const { end, tail } = await programs.run({ command, directory: to, env: environment, purpose: 'check', signal });
  if (end.kind === 'exited' && end.code === 0) return;
  throw new Error(`cp ${endInWords(end)}: ${messageOf(tail.join('\n'))}`);
}

const failed = (title: string, summary: string): CheckResult => ({ conclusion: 'failure', output: { title, summary } });
