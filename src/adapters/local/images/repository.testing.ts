import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from '#adapters/local/processes/environment.ts';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { commitSha, type CommitSha } from '#model/ids.ts';
import { endInWords } from '#ports/programs.ts';
import { GitMirror } from './git.ts';

/** A git repository with a work tree, made for one test. */
export interface TestRepository {
  /** Where its objects are: what a mirror is. */
  readonly gitDirectory: string;
  /** Commits these files, on top of those before. */
  commit(files: Readonly<Record<string, string>>): Promise<CommitSha>;
}

const identity = { name: 'Ada', email: 'ada@example.com' };

export async function createRepository(directory: string, environment: Environment): Promise<TestRepository> {
  const gitDirectory = join(directory, '.git');
  const env = {
    ...environment,
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  const { programs } = testChildren();
  const git = async (...args: readonly string[]) => {
    const { end, tail } = await programs.run({ command: ['git', ...args], directory, env, purpose: 'git' });
    if (end.kind === 'exited' && end.code === 0) return;
    throw new Error(`git ${args.join(' ')} ${endInWords(end)}: ${tail.join('\n')}`);
  };
  await mkdir(directory, { recursive: true });
  await git('init', '--quiet', '--initial-branch=main');
  return {
    gitDirectory,
    commit: async (files) => {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(directory, name)), { recursive: true });
        await writeFile(join(directory, name), text);
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message=change');
      return commitSha.parse(await new GitMirror(programs, gitDirectory, environment).idOf('HEAD'));
    },
  };
}
