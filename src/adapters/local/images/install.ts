/** The package managers whose lockfiles are understood. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

export interface Install {
  readonly manager: PackageManager;
  readonly command: readonly [program: string, ...args: string[]];
  /** The lockfile says exactly what is installed, so that the outcome may be kept. */
  readonly locked: boolean;
}

/** What a project is installed by: `package.json` and the lockfiles at its root, by name. */
export type ProjectFiles = ReadonlyMap<string, string>;

interface Rule {
  readonly lockfile: string;
  readonly install: (lock: string, manifest: string | undefined) => Install | undefined;
}

/** The more particular first. npm's own shrinkwrap wins over its lock (npm documentation, "npm-shrinkwrap.json"). */
const rules: readonly Rule[] = [
  { lockfile: 'npm-shrinkwrap.json', install: byNpm },
  { lockfile: 'package-lock.json', install: byNpm },
  {
    lockfile: 'pnpm-lock.yaml',
    install: () => ({ manager: 'pnpm', command: ['pnpm', 'install', '--frozen-lockfile'], locked: true }),
  },
  { lockfile: 'yarn.lock', install: byYarn },
  ...['bun.lock', 'bun.lockb'].map((lockfile): Rule => ({
    lockfile,
    install: () => ({ manager: 'bun', command: ['bun', 'install', '--frozen-lockfile'], locked: true }),
  })),
];

/** The names that decide how a project is installed. */
export const PROJECT_FILES: readonly string[] = ['package.json', ...rules.map(({ lockfile }) => lockfile)];

/** How the dependencies of a checkout are installed, or undefined when it has none. Pure. */
export function installOf(files: ProjectFiles): Install | undefined {
  const manifest = files.get('package.json');
  for (const { lockfile, install } of rules) {
    const lock = files.get(lockfile);
    if (lock !== undefined) return install(lock, manifest);
  }
  if (manifest === undefined || !namesDependencies(manifest)) return undefined;
  return { manager: 'npm', command: ['npm', 'install', '--no-package-lock', ...QUIET_NPM], locked: false };
}

const QUIET_NPM = ['--no-audit', '--no-fund'] as const;

/**
 * Locks of npm 7 and later name everything under `packages`, the project itself under the empty name. A lock that names
 * nothing where the manifest does is for npm to refuse.
 */
function byNpm(lock: string, manifest: string | undefined): Install | undefined {
  const packages = parsed(lock)?.['packages'];
  const isEmpty = isObject(packages) && Object.keys(packages).every((name) => name === '');
  const isNeeded = manifest !== undefined && namesDependencies(manifest);
  if (isEmpty && !isNeeded) return undefined;
  return { manager: 'npm', command: ['npm', 'ci', ...QUIET_NPM], locked: true };
}

/** The first yarn heads its lock with its version; the later ones may keep packages outside `node_modules`. */
function byYarn(lock: string): Install {
  const isFirst = /^# yarn lockfile v1$/m.test(lock.slice(0, 500));
  const options = isFirst ? ['--frozen-lockfile', '--non-interactive'] : ['--immutable'];
  return { manager: 'yarn', command: ['yarn', 'install', ...options], locked: isFirst };
}

function namesDependencies(manifest: string): boolean {
  const fields = parsed(manifest);
  // What cannot be read is npm's to explain.
  if (!fields) return true;
  const lists = [fields['dependencies'], fields['devDependencies'], fields['optionalDependencies']];
  return lists.some((list) => isObject(list) && Object.keys(list).length > 0) || 'workspaces' in fields;
}

/** npm's scripts around an install (npm documentation, "scripts", life cycle of `npm ci`). */
const LIFE_CYCLE = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
  'dependencies',
];

/** Whether a project of one's own does more at an install than to fill `node_modules`: then nothing can be kept of it. */
export function runsAtInstall(manifest: string): boolean {
  const scripts = parsed(manifest)?.['scripts'];
  return isObject(scripts) && LIFE_CYCLE.some((name) => name in scripts);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
