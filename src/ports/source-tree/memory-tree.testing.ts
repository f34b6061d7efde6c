import type { TreeContent } from './source-tree.contract.ts';
import { SourceTreeError, sourceText, type SourceTree } from './source-tree.ts';

/** A tree that is a table of files. */
export function memoryTree(content: TreeContent): SourceTree {
  const isLink = (path: string): boolean => {
    const entry = content[path];
    return typeof entry === 'object' && 'link' in entry;
  };
  const below = (directory: string) =>
    Object.keys(content).flatMap((path) => (path.startsWith(directory) ? [path.slice(directory.length)] : []));
  return {
    list: async (directory) => {
      const rests = below(directory === '' ? '' : `${directory}/`);
      return [...new Set(rests.map((rest) => rest.split('/')[0] ?? rest))];
    },
    read: async (path) => {
      const steps = path.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'));
      if (steps.some(isLink)) throw new SourceTreeError('Link', path);
      const entry = content[path];
      if (entry === undefined && below(`${path}/`).length > 0) throw new SourceTreeError('NotAFile', path);
      if (entry === undefined || (typeof entry === 'object' && 'link' in entry)) return undefined;
      return sourceText(path, typeof entry === 'string' ? new TextEncoder().encode(entry) : entry);
    },
  };
}
