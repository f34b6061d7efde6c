import { access, constants, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Environment } from '#adapters/local/processes/environment.ts';
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
  for (const directory of PATH.split(delimiter).filter((one) => one !== '')) {
    const program = await programIn(directory);
    if (program === undefined) continue;
    const env: Environment = { PATH };
    const command = [program, '--version'] as const;
    const { end, tail } = await programs.run({ command, directory: '/', env, purpose: 'node', timeoutMs: 10_000 });
    const version = tail[0]?.trim() ?? '';
    if (end.kind === 'exited' && end.code === 0 && version.startsWith('v')) return { directory: undefined, version };
  }
  return ownNode;
}

async function programIn(directory: string): Promise<string | undefined> {
  const path = join(directory, 'node');
  try {
    await access(path, constants.X_OK);
    return await realpath(path);
  } catch {
    return undefined;
  }
}
