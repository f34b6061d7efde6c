import type { Sources } from '#features/init/sources/sources.ts';

export type PackageManager = 'npm' | 'pnpm' | 'yarn';

/** By the field of package.json, else by the lockfile; npm where neither says another one. */
export function packageManagerOf({ packageJson, names }: Sources): PackageManager {
  const named = /^(npm|pnpm|yarn)@/.exec(packageJson?.packageManager ?? '')?.[1];
  if (named === 'npm' || named === 'pnpm' || named === 'yarn') return named;
  if (names.has('pnpm-lock.yaml')) return 'pnpm';
  return names.has('yarn.lock') ? 'yarn' : 'npm';
}

/** What local mode has to be told to get the dependencies: it runs `npm ci` by itself where npm has a lockfile. */
export function installCommand(sources: Sources): string | undefined {
  const { names, packageJson } = sources;
  if (!packageJson?.hasDependencies && sources.workspaces.length === 0) return undefined;
  const manager = packageManagerOf(sources);
  if (manager === 'pnpm') return 'pnpm install --frozen-lockfile';
  if (manager === 'yarn') return `yarn install ${isYarnClassic(sources) ? '--frozen-lockfile' : '--immutable'}`;
  return names.has('package-lock.json') || names.has('npm-shrinkwrap.json') ? undefined : 'npm install';
}

/** Later versions of Yarn have a settings file, or are named in package.json. */
const isYarnClassic = ({ names, packageJson }: Sources): boolean =>
  !names.has('.yarnrc.yml') && !/^yarn@[2-9]/.test(packageJson?.packageManager ?? '');

/** No shell sees more in it than a word. */
const isPlainWord = (text: string): boolean => /^[\w@./-]{1,200}$/.test(text);

/** The start script of one package of several, from the root; undefined when its name is not fit for a shell. */
export function startOfWorkspace(sources: Sources, path: string, name: string | undefined): string | undefined {
  if (!isPlainWord(path) || !isPlainWord(name ?? path)) return undefined;
  const manager = packageManagerOf(sources);
  if (manager === 'pnpm') return `pnpm --filter ./${path} start`;
  return manager === 'yarn' && name !== undefined ? `yarn workspace ${name} start` : `npm start --workspace ${path}`;
}
