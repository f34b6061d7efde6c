import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Every file below a directory with what may not change: size, time, inode, links. */
export async function fingerprintOf(directory: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const all = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs, ino, nlink, mode } = await lstat(path);
      return [path, [size, mtimeMs, ino, nlink, mode].join(' ')] as const;
    }),
  );
  return new Map(all);
}
