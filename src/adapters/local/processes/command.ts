import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ContainersError } from '#ports/containers.ts';

const packageFile = z.object({ scripts: z.object({ start: z.string() }) });

/**
 * What starts a built checkout: the container's own command, else `web` of its Procfile, else `npm start`.
 * Throws `ContainersError` (`StartFailed`) when there is none of them.
 */
export async function commandOf(directory: string, command: readonly string[] | undefined): Promise<readonly string[]> {
  if (command && command.length > 0) return command;
  const web = webOf(await textOf(join(directory, 'Procfile')));
  if (web !== undefined) return ['sh', '-c', web];
  if (hasStart(await textOf(join(directory, 'package.json')))) return ['npm', 'start'];
  throw new ContainersError('StartFailed', 'nothing says how this service starts', {
    source: 'user',
    next: 'write spec.command in dungeonmaster.yaml, or "web: COMMAND" in a Procfile, or a start script in package.json',
  });
}

const webOf = (procfile: string | undefined): string | undefined =>
  /^web:[ \t]*(\S.*)$/m.exec(procfile ?? '')?.[1]?.trim();

function hasStart(text: string | undefined): boolean {
  try {
    return packageFile.safeParse(JSON.parse(text ?? 'null')).success;
  } catch {
    return false;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
