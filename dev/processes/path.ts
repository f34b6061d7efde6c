import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where root's programs and Go are (go.dev/doc/install), also for a PATH that leaves them out, as sudo's does. */
const USUAL = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/go/bin'];

/** The PATH that our programs get. */
export function programPath(): string {
  const given = (process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  return [...given, ...USUAL.filter((directory) => !given.includes(directory))].join(delimiter);
}

export const isProgram = (name: string): boolean =>
  programPath()
    .split(delimiter)
    .some((directory) => existsSync(join(directory, name)));
