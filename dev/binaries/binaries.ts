import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { xdgDirectory } from '#apps/up/world/xdg.ts';
import { keyOf } from './key.ts';
import { goBuild, goVersion } from './go.ts';
import { withLock } from '#dev/processes/lock.ts';
import { buildArguments, sources, type BinaryName } from './modules.ts';
import { withHeartbeat, type Report } from './progress.ts';

/** What people with a tool chain of their own have already: the directory is the one that envtest uses, too. */
const ASSETS: ReadonlySet<BinaryName> = new Set(['kube-apiserver', 'etcd', 'kubectl']);

/**
 * The paths of programs, each built unless it is there already. Safe to interrupt, and to run several times at once.
 * @throws `GoMissing`, `GoTooOld`, `BuildFailed`
 */
export async function binaries<Name extends BinaryName>(
  names: readonly Name[],
  report: Report,
): Promise<Readonly<Record<Name, string>>> {
  const paths: [Name, string][] = [];
  for (const [index, name] of names.entries()) {
    const counted = `building ${name} (${index + 1} of ${names.length})`;
    paths.push([name, given(name) ?? (await built(name, counted, report))]);
  }
  return Object.fromEntries(paths) as Record<Name, string>;
}

function given(name: BinaryName): string | undefined {
  const { KUBEBUILDER_ASSETS: directory } = process.env;
  if (directory === undefined || !ASSETS.has(name)) return undefined;
  const path = join(directory, name);
  return existsSync(path) ? path : undefined;
}

async function built(name: BinaryName, counted: string, report: Report): Promise<string> {
  const source = sources[name];
  const directory = join(
    xdgDirectory(process.env, 'XDG_CACHE_HOME'),
    'binaries',
    keyOf(source, compilerFor(source.module)),
  );
  const path = join(directory, name);
  if (existsSync(path)) return path;
  await mkdir(directory, { recursive: true });
  const say = (holder: number) => report(`${counted}: waiting for process ${holder}, which builds it already`);
  await withLock(`${path}.lock`, say, async () => {
    if (!existsSync(path)) await build(name, path, counted, report);
  });
  return path;
}

/** A name appears when the whole file is there. Go may go on for a while after we were killed, in a file of its own name. */
async function build(name: BinaryName, path: string, counted: string, report: Report): Promise<void> {
  const source = sources[name];
  const partial = `${path}.${process.pid}.partial`;
  await removePartials(path);
  let newest = '';
  const onLine = (line: string) => void (newest = line);
  await withHeartbeat(
    report,
    counted,
    () => newest,
    () => goBuild({ module: source.module, arguments: buildArguments(source), output: partial, onLine }),
  );
  await rename(partial, path);
}

async function removePartials(path: string): Promise<void> {
  const directory = dirname(path);
  const isPartial = (name: string) => name.startsWith(`${basename(path)}.`) && name.endsWith('.partial');
  const partials = (await readdir(directory)).filter(isPartial);
  await Promise.all(partials.map((name) => rm(join(directory, name), { force: true })));
}

const compilers = new Map<string, string>();

function compilerFor(module: string): string {
  const found = compilers.get(module) ?? goVersion(module);
  compilers.set(module, found);
  return found;
}
