import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, resolve } from 'node:path';
import { allowedEnvironment, type Environment } from '#adapters/local/processes/environment.ts';
import type { Programs } from '#ports/programs.ts';

/** The Node.js that builds, checks and services get. */
export interface NodeProgram {
  /** Goes first in their PATH; undefined where PATH leads to it. */
  readonly directory: string | undefined;
  /** As `node --version` says it. */
  readonly version: string;
}

/** The one that we run on ourselves. */
export const ownNode: NodeProgram = { directory: dirname(process.execPath), version: process.version };

/** The one that the user's shell would start, which their code was written for; ours where there is none. */
export async function nodeOfUser(environment: NodeJS.ProcessEnv, programs: Programs): Promise<NodeProgram> {
  const { PATH = '' } = environment;
  const env = allowedEnvironment(environment, undefined);
  let isFirst = true;
  for (const directory of PATH.split(delimiter).filter((one) => one !== '')) {
    const program = resolve(directory, 'node');
    if (!(await isExecutable(program))) continue;
    const version = await versionOf(program, env, programs);
    // What is passed over here would still be the one that PATH leads to.
    if (version !== undefined) return { directory: isFirst ? undefined : dirname(program), version };
    isFirst = false;
  }
  return ownNode;
}

/** Called by the name that it has in PATH: what stands for several programs looks at it. */
async function versionOf(program: string, env: Environment, programs: Programs): Promise<string | undefined> {
  const command = [program, '--version'] as const;
  const { end, tail } = await programs.run({ command, directory: '/', env, purpose: 'node', timeoutMs: 10_000 });
  const version = tail[0]?.trim() ?? '';
  return end.kind === 'exited' && end.code === 0 && version.startsWith('v') ? version : undefined;
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
