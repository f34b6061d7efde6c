import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs git with nothing of the user's: no configuration, and no `GIT_DIR` that points to a repository of theirs. */
export const git = (words: readonly string[], cwd?: string) =>
  execute('git', words, {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
    },
    ...(cwd !== undefined && { cwd }),
  });
