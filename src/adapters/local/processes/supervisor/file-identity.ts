import { lstatSync } from 'node:fs';

/** A file or directory, told apart from another one that has its path later. */
export interface FileIdentity {
  readonly path: string;
  readonly identity: string;
}

/** Undefined when there is nothing at the path, or it may not be looked at. */
export function fileIdentity(path: string): FileIdentity | undefined {
  try {
    const found = lstatSync(path, { bigint: true });
    const { dev, ino, ctimeNs } = found;
    // File systems give the number of a removed file again at once; the time of a directory changes with its entries.
    return { path, identity: [dev, ino, ...(found.isDirectory() ? [] : [ctimeNs])].join(':') };
  } catch {
    return undefined;
  }
}
