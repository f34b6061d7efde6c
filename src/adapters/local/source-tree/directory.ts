import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MAXIMUM_SOURCE_BYTES, SourceTreeError, sourceText, type SourceTree } from '#ports/source-tree/source-tree.ts';

/** The files below a directory. @param root followed where it is a link itself; nothing below it is */
export function createDirectoryTree(root: string): SourceTree {
  return {
    async list(directory) {
      const kind = directory === '' ? 'directory' : await kindOf(root, directory);
      return kind === 'directory' ? namesIn(root, directory) : [];
    },
    async read(path) {
      const kind = await kindOf(root, path);
      if (kind === 'none') return undefined;
      if (kind === 'link') throw new SourceTreeError('Link', path);
      if (kind !== 'file') throw new SourceTreeError('NotAFile', path);
      return sourceText(path, await bytesOf(root, path));
    },
  };
}

type Kind = 'file' | 'directory' | 'link' | 'none' | 'other';

/** What a path is, step by step, so that a link on the way is seen. */
async function kindOf(root: string, path: string): Promise<Kind> {
  const steps = path.split('/');
  if (steps.includes('..')) return 'none';
  for (let count = 1; count < steps.length; count += 1) {
    const kind = await kindAt(root, steps.slice(0, count).join('/'));
    if (kind !== 'directory') return kind === 'link' ? 'link' : 'none';
  }
  return kindAt(root, path);
}

async function kindAt(root: string, path: string): Promise<Kind> {
  try {
    const stats = await lstat(join(root, path));
    if (stats.isFile()) return 'file';
    if (stats.isDirectory()) return 'directory';
    return stats.isSymbolicLink() ? 'link' : 'other';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'none';
    throw new SourceTreeError('Unavailable', path, error);
  }
}

async function namesIn(root: string, directory: string): Promise<readonly string[]> {
  try {
    return await readdir(join(root, directory));
  } catch (error) {
    throw new SourceTreeError('Unavailable', directory || root, error);
  }
}

/** One byte more than allowed is enough to know; a file that became a link meanwhile is not followed. */
async function bytesOf(root: string, path: string): Promise<Uint8Array> {
  try {
    await using file = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW);
    const bytes = Buffer.alloc(MAXIMUM_SOURCE_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      length += bytesRead;
      if (bytesRead === 0 || length === bytes.length) return bytes.subarray(0, length);
    }
  } catch (error) {
    throw new SourceTreeError('Unavailable', path, error);
  }
}
