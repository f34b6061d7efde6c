import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '#adapters/local/processes/environment.ts';
import { CodedError } from '#lib/coded-error.ts';

const execute = promisify(execFile);

export interface GitRun {
  readonly environment: Environment;
  readonly signal?: AbortSignal;
  /** What takes longer is ended; default: half an hour, in which git reads any repository of this machine. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30 * 60_000;
const LARGEST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Nothing that this machine or its user configured for git counts, and nobody is asked for a password. */
const ISOLATED = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
} as const;

/** git could not do what it was asked for; the message has its last words. */
export class GitFailed extends CodedError<'GitFailed'> {
  override readonly name = 'GitFailed';
  readonly verb: string;
  /** What git said. */
  readonly words: string;
  /** It was ended before it had an answer, and said nothing about the repository. */
  readonly ended: boolean;
  /** There is no git. */
  readonly missing: boolean;

  constructor(verb: string, where: string, words: string, cause: unknown, next?: string) {
    super('GitFailed', `git ${verb}: ${where}: ${words}`, { source: 'system', cause, next });
    this.verb = verb;
    this.words = words;
    this.ended = isLate(cause) || (cause instanceof Error && cause.name === 'AbortError');
    this.missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  }
}

/** Runs git in a repository of ours. @returns its standard output. Throws `GitFailed`. */
export const gitInside = async (directory: string, words: readonly string[], run: GitRun): Promise<string> =>
  (await gitBytes(directory, words, run)).toString('utf8');

/** The same, as it was written. */
export const gitBytes = (directory: string, words: readonly string[], run: GitRun): Promise<Buffer> =>
  git(directory, [`--git-dir=${directory}`, ...words], { ...run, environment: { ...run.environment, ...ISOLATED } });

/**
 * Runs git to read a repository of the user, with their configuration: it says which repositories they trust
 * (`safe.directory`). It never takes a lock. Throws `GitFailed`.
 */
export async function gitAt(path: string, words: readonly string[], run: GitRun): Promise<string> {
  const environment = { ...run.environment, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
  return (await git(path, ['-C', path, ...words], { ...run, environment })).toString('utf8');
}

async function git(where: string, words: readonly string[], run: GitRun): Promise<Buffer> {
  const { environment, signal, timeoutMs = TIMEOUT_MS } = run;
  try {
    const limits = { maxBuffer: LARGEST_OUTPUT_BYTES, timeout: timeoutMs, ...(signal && { signal }) };
    return (await execute('git', words, { env: environment, encoding: 'buffer', ...limits })).stdout;
  } catch (cause) {
    const verb = words.find((word, index) => !word.startsWith('-') && !/^-[Cc]$/.test(words[index - 1] ?? '')) ?? '';
    const why = isLate(cause) ? `did not end within ${timeoutMs / 1000} seconds` : wordsOf(cause);
    throw new GitFailed(verb, where, why, cause);
  }
}

/** node:child_process, `timeout`. */
const isLate = (cause: unknown): boolean => cause instanceof Error && 'killed' in cause && cause.killed === true;

function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const stderr = 'stderr' in cause ? String(cause.stderr).trim() : '';
  return stderr === '' ? cause.message : stderr.replace(/^(fatal|error): /, '').slice(-1000);
}
