import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A name for a directory that is not there yet. */
export const scratch = (): string => join(tmpdir(), `dm-control-plane-${randomUUID()}`);

/** The command lines of all processes that have this text in them. */
export function commandsWith(text: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((id) => (existsSync(`/proc/${id}/cmdline`) ? commandOf(id) : ''))
    .filter((command) => command.includes(text));
}

function commandOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
