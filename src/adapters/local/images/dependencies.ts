import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Cache } from './cache.ts';
import { installOf, PROJECT_FILES, runsAtInstall, type Install } from './install.ts';

/** Runs a program in a directory to its end. Throws when it fails. */
export type RunStep = (command: readonly [string, ...string[]], directory: string) => Promise<void>;

export interface DependenciesOptions {
  readonly cache: Cache;
  /** The version of Node and the platform: native parts of one do not run on another. */
  readonly runtime: string;
  readonly run: RunStep;
}

/**
 * Installs what a checkout depends on, by its lockfile. The outcome is kept by the content of the lockfile, all
 * manifests and npm's configuration, and copied where the same is asked for again.
 */
export async function installDependencies(checkout: string, options: DependenciesOptions): Promise<void> {
  const install = installOf(await projectFiles(checkout));
  if (!install) return;
  const { cache, run } = options;
  const key = await keyOf(checkout, install, options.runtime);
  if (key === undefined) return run(install.command, checkout);
  if (await cache.has(key)) return copyEach(cache.pathOf(key), checkout, run);

  await run(install.command, checkout);
  await cache.open(key, (kept) => copyEach(checkout, kept, run));
}

/** Whether there is something to install. */
export const hasDependencies = async (checkout: string): Promise<boolean> =>
  installOf(await projectFiles(checkout)) !== undefined;

async function projectFiles(checkout: string): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    PROJECT_FILES.map(async (name) => [name, await textOf(join(checkout, name))] as const),
  );
  return new Map(found.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])));
}

/** Changes whenever what is kept is laid out in another way. */
const FORMAT = 1;

/** Undefined when the outcome cannot be kept. */
async function keyOf(checkout: string, install: Install, runtime: string): Promise<string | undefined> {
  if (!install.locked) return undefined;
  const names = await filesBelow(checkout, [...PROJECT_FILES, '.npmrc', '.yarnrc', 'pnpm-workspace.yaml']);
  const texts = await Promise.all(
    names.map(async (name) => [name, (await textOf(join(checkout, name))) ?? ''] as const),
  );
  const lively = texts.some(([name, text]) => name.endsWith('package.json') && runsAtInstall(text));
  if (lively) return undefined;
  return createHash('sha256')
    .update(JSON.stringify([FORMAT, runtime, install.command, texts]))
    .digest('hex');
}

/** The relative paths of all files with one of the names, in order; nothing below `node_modules` or `.git` counts. */
async function filesBelow(root: string, names: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  await walk(root, (path, name) => {
    if (names.includes(name)) found.push(relative(root, path));
  });
  return found.toSorted();
}

/** Copies every `node_modules` from one tree to the same place in another; files share blocks where the disk can. */
async function copyEach(from: string, to: string, run: RunStep): Promise<void> {
  const found: string[] = [];
  await walk(from, undefined, (path) => found.push(relative(from, path)));
  for (const path of found) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await run(['cp', '-a', join(from, path), join(to, path)], to);
  }
}

async function walk(
  directory: string,
  onFile?: (path: string, name: string) => void,
  onModules?: (path: string) => void,
): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isFile()) onFile?.(path, entry.name);
    if (!entry.isDirectory() || entry.name === '.git') continue;
    if (entry.name === 'node_modules') onModules?.(path);
    else await walk(path, onFile, onModules);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
