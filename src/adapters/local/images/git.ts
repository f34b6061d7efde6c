import type { Environment } from '#adapters/local/processes/environment.ts';
import { endInWords, type ProgramResult, type Programs } from '#ports/programs.ts';

/** SHA-1 or SHA-256. */
const OBJECT_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Asks one bare repository; never a shell, never the configuration of this machine. */
export class GitMirror {
  readonly #programs: Programs;
  readonly #directory: string;
  readonly #env: Environment;

  constructor(programs: Programs, directory: string, environment: Environment) {
    this.#programs = programs;
    this.#directory = directory;
    this.#env = {
      ...environment,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_OPTIONAL_LOCKS: '0',
    };
  }

  /** The id of an object, or undefined when the repository has no such object. Throws when git fails otherwise. */
  async idOf(expression: string): Promise<string | undefined> {
    const { end, tail } = await this.#git(['rev-parse', '--verify', '--quiet', expression]);
    // Warnings of git stand among what it answers.
    if (end.kind === 'exited' && end.code === 0) return tail.find((line) => OBJECT_ID.test(line));
    if (end.kind === 'exited' && end.code === 1) return undefined;
    throw new Error(`git rev-parse ${endInWords(end)}: ${tail.join(' ')}`);
  }

  /**
   * Writes all files of a tree into an empty directory. Unlike an archive it leaves nothing out (`export-ignore`), and
   * what a partial clone lacks is fetched at once instead of file by file.
   * @param index a path where git may keep its notes meanwhile
   */
  checkOut(tree: string, directory: string, index: string, signal: AbortSignal): Promise<ProgramResult> {
    return this.#git(['--work-tree', directory, 'read-tree', '--reset', '-u', tree], { index, signal });
  }

  #git(
    args: readonly string[],
    { index, signal }: { index?: string; signal?: AbortSignal } = {},
  ): Promise<ProgramResult> {
    return this.#programs.run({
      command: ['git', '--git-dir', this.#directory, ...args],
      directory: '/',
      purpose: 'git',
      env: { ...this.#env, ...(index !== undefined && { GIT_INDEX_FILE: index }) },
      ...(signal && { signal }),
    });
  }
}
