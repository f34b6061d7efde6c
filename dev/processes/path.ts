import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where root's programs are on machines whose PATH leaves them out. */
const FOR_ROOT = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The PATH that our programs get. */
export function programPath(): string {
  const usual = (process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  return [...usual, ...FOR_ROOT.filter((directory) => !usual.includes(directory))].join(delimiter);
}

export const isProgram = (name: string): boolean =>
  programPath()
    .split(delimiter)
    .some((directory) => existsSync(join(directory, name)));
