import { join } from 'node:path';
import type { CliIo } from './io.ts';

/** Where `dm up` listens unless told otherwise: a directory of this user alone (XDG Base Directory, XDG_RUNTIME_DIR). */
export function defaultSocketPath({ environment, temporaryDirectory, uid }: CliIo): string {
  const runtime = environment['XDG_RUNTIME_DIR'];
  const directory = runtime ? join(runtime, 'dungeon-master') : join(temporaryDirectory, `dungeon-master-${uid}`);
  return join(directory, 'dm.sock');
}
