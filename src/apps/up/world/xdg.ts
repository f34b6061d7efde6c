import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where each kind of file is kept where the variable does not say (XDG Base Directory Specification). */
const usual = { XDG_STATE_HOME: join('.local', 'state'), XDG_CACHE_HOME: '.cache' } as const;

/** Our directory for one kind of file. A path that is not absolute counts as none, as the specification asks. */
export function xdgDirectory(environment: NodeJS.ProcessEnv, variable: keyof typeof usual): string {
  const named = environment[variable] ?? '';
  return join(isAbsolute(named) ? named : join(homedir(), usual[variable]), 'dungeon-master');
}
