import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CodedError, messageOf } from '#lib/coded-error.ts';
import type { Git, MergeParents } from './ports.ts';
import type { Commit } from './repository.ts';

const execute = promisify(execFile);

export interface GitOptions {
  /** The bare repository of a repository id. */
  readonly directoryOf: (repositoryId: number) => string;
  /** All that git gets to see of the environment: `PATH`, to find it. */
  readonly environment: Readonly<Record<string, string>>;
}

type Run = (words: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<string>;

const LARGEST_OUTPUT_BYTES = 64 * 1024 * 1024;
/** Hash, tree, parents, author's name and address, seconds since 1970, message. */
const FORMAT = '%H%x00%T%x00%P%x00%an%x00%ae%x00%ct%x00%B';
const FIELDS = 7;

/** git over bare repositories by the `git` command, which reads no configuration of the user or machine. */
export function createGit({ directoryOf, environment: given }: GitOptions): Git {
  const isolated = {
    ...given,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  };
  const at =
    (repositoryId: number): Run =>
    async (words, environment = {}) => {
      const all = [`--git-dir=${directoryOf(repositoryId)}`, '--literal-pathspecs', ...words];
      const { stdout } = await execute('git', all, {
        env: { ...isolated, ...environment },
        maxBuffer: LARGEST_OUTPUT_BYTES,
      });
      return stdout;
    };
  return {
    read: (repositoryId, sha, file) => read(at(repositoryId), sha, file),
    heads: (repositoryId) => heads(at(repositoryId)),
    commitsSince: (repositoryId, sha, known) => commitsSince(at(repositoryId), sha, known),
    merge: (repositoryId, parents) => merge(at(repositoryId), parents),
    async moveBranch(repositoryId, branch, to, from) {
      await at(repositoryId)(['update-ref', '-m', 'merge', branchRef(branch), commitId(to), commitId(from)]);
    },
    checkOut: (repositoryId, sha, directory) => checkOut(at(repositoryId), sha, directory),
  };
}

/** Only a full id is ever given to git where it would also take an option or an expression. */
function commitId(sha: string): string {
  if (/^[0-9a-f]{40}$/.test(sha)) return sha;
  throw new CodedError('BadCommit', `git: "${sha}" is not the id of a commit`, { source: 'system' });
}

function branchRef(branch: string): string {
  const bad = branch === '' || branch.startsWith('-') || /\.\.|@\{|[\s~^:?*[\\]|\/\/|\/$|\.lock$/.test(branch);
  if (bad) throw new CodedError('BadBranch', `git: "${branch}" cannot be the name of a branch`, { source: 'system' });
  return `refs/heads/${branch}`;
}

async function read(run: Run, sha: string, file: string): Promise<string | undefined> {
  if (file.includes('\0') || file.split('/').some((part) => ['', '.', '..'].includes(part))) return undefined;
  const listed = await run(['ls-tree', '-z', commitId(sha), '--', file]);
  const blob = /^100\d{3} blob ([0-9a-f]{40})\t/.exec(listed)?.[1];
  return blob === undefined ? undefined : run(['cat-file', 'blob', blob]);
}

async function heads(run: Run): Promise<ReadonlyMap<string, string>> {
  const lines = await run(['for-each-ref', '--format=%(objectname) %(refname:strip=2)', 'refs/heads/']);
  const pairs = lines.split('\n').filter(Boolean);
  return new Map(pairs.map((line) => [line.slice(41), line.slice(0, 40)]));
}

/** Of a repository that is seen first; what lies before them is not known. */
const FIRST_COMMITS = 100;

async function commitsSince(run: Run, sha: string, known: readonly string[]): Promise<readonly Commit[]> {
  const most = known.length === 0 ? [`--max-count=${FIRST_COMMITS}`] : [];
  const without = known.map((one) => `^${commitId(one)}`);
  const text = await run([
    'log',
    '-z',
    '--reverse',
    '--ignore-missing',
    ...most,
    `--format=${FORMAT}`,
    commitId(sha),
    ...without,
    '--',
  ]);
  const fields = text.split('\0');
  const count = Math.floor(fields.length / FIELDS);
  return Array.from({ length: count }, (_, index) => commitOf(fields.slice(index * FIELDS, (index + 1) * FIELDS)));
}

const commitOf = ([
  sha = '',
  tree = '',
  parents = '',
  name = '',
  email = '',
  seconds = '',
  message = '',
]: readonly string[]): Commit => ({
  sha,
  tree,
  parents: parents.split(' ').filter(Boolean),
  message: message.trimEnd(),
  author: { name, email },
  date: Number(seconds) * 1000,
});

async function merge(run: Run, { baseSha, headSha, message, author, date }: MergeParents): Promise<Commit | undefined> {
  const tree = await mergedTree(run, commitId(baseSha), commitId(headSha));
  if (tree === undefined) return undefined;
  const when = `${Math.floor(date / 1000)} +0000`;
  const words = ['commit-tree', tree, '-p', baseSha, '-p', headSha, '-m', message];
  const sha = await run(words, {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: when,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: when,
  });
  const [commit] = await commitsSince(run, sha.trim(), [baseSha, headSha]);
  return commit;
}

/** git leaves with 1 when there is a conflict. */
async function mergedTree(run: Run, base: string, head: string): Promise<string | undefined> {
  try {
    return (await run(['merge-tree', '--write-tree', '--no-messages', base, head])).trim();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 1) return undefined;
    throw new CodedError('MergeFailed', `git merge-tree: ${messageOf(thrown)}`, { source: 'system', cause: thrown });
  }
}

/** By an index of its own, so that several check-outs at a time do not meet. */
async function checkOut(run: Run, sha: string, directory: string): Promise<void> {
  const index = `${directory}.index`;
  const environment = { GIT_INDEX_FILE: index, GIT_WORK_TREE: directory };
  try {
    await run(['read-tree', commitId(sha)], environment);
    await run(['checkout-index', '--all', '--force'], environment);
  } finally {
    await rm(index, { force: true });
  }
}
