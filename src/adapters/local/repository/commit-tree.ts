import { messageOf } from '#lib/coded-error.ts';
import { MAXIMUM_SOURCE_BYTES, sourceText, SourceTreeError, type SourceTree } from '#ports/source-tree/source-tree.ts';
import { gitBytes, GitFailed, gitInside, type GitRun } from './git.ts';
import { explainedOfMirror } from './lacking.ts';

/** What `git ls-tree` says of one path (git-ls-tree(1), "Output format", with `--long`). */
interface Entry {
  readonly mode: string;
  readonly type: string;
  readonly id: string;
  readonly bytes: number;
}

/**
 * The files of a commit in a bare repository. Nothing is checked out. What the user's repository itself lacks is a
 * `GitFailed` that says what to do: no answer about the file would be true.
 * @param commit its full id
 */
export function createCommitTree(gitDirectory: string, commit: string, run: GitRun): SourceTree {
  const git = (words: readonly string[]) => gitInside(gitDirectory, ['--literal-pathspecs', ...words], run);
  const entryOf = async (path: string): Promise<Entry | undefined> =>
    parsed(await git(['ls-tree', '-z', '--long', commit, '--', path]));

  async function linkOnTheWay(path: string): Promise<boolean> {
    const steps = path.split('/');
    for (let count = 1; count < steps.length; count += 1) {
      const entry = await entryOf(steps.slice(0, count).join('/'));
      if (entry?.type !== 'tree') return entry?.mode === LINK;
    }
    return false;
  }

  return {
    async list(directory) {
      if (!isInside(directory)) return [];
      const type = directory === '' ? 'tree' : (await entryOf(directory))?.type;
      if (type !== 'tree') return [];
      return (await git(['ls-tree', '-z', '--name-only', `${commit}:${directory}`])).split('\0').filter(Boolean);
    },
    async read(path) {
      if (path === '' || !isInside(path)) return undefined;
      try {
        const entry = await entryOf(path);
        if (entry) return await textOf(path, entry);
        if (await linkOnTheWay(path)) throw new SourceTreeError('Link', path);
        return undefined;
      } catch (error) {
        if (error instanceof SourceTreeError) throw error;
        const known = error instanceof GitFailed ? await explainedOfMirror(error, gitDirectory, run) : undefined;
        if (known?.next !== undefined) throw known;
        throw new SourceTreeError('Unavailable', path, messageOf(error));
      }
    },
  };

  async function textOf(path: string, { mode, type, id, bytes }: Entry): Promise<string> {
    if (mode === LINK) throw new SourceTreeError('Link', path);
    if (type !== 'blob') throw new SourceTreeError('NotAFile', path);
    if (bytes > MAXIMUM_SOURCE_BYTES) throw new SourceTreeError('TooLarge', path);
    return sourceText(path, await gitBytes(gitDirectory, ['cat-file', 'blob', id], run));
  }
}

const LINK = '120000';

const isInside = (path: string): boolean => !path.includes('\0') && !path.split('/').includes('..');

function parsed(listed: string): Entry | undefined {
  const [, mode = '', type = '', id = '', bytes = ''] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t/.exec(listed) ?? [];
  return id === '' ? undefined : { mode, type, id, bytes: Number(bytes) || 0 };
}
