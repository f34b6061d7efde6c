/** What children get of our own environment: where programs and homes are, language and time zone, nothing else. */
const ALLOWED = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

/**
 * What builds get besides, so that `npm ci` works behind a company's proxy and with its registry (npm's "config" page,
 * Node's command-line page). Where to ask and whom to trust; never a token: those are in an `.npmrc`.
 */
const ALLOWED_FOR_BUILDS = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'npm_config_registry',
  'npm_config_proxy',
  'npm_config_https_proxy',
  'npm_config_noproxy',
  'npm_config_cafile',
  'NODE_EXTRA_CA_CERTS',
];

export type Environment = Readonly<Record<string, string>>;
type AllVariables = Readonly<Record<string, string | undefined>>;

/** Marks every process that we start, and with it its children: `<instance>/<what>`. */
export const CHILD_VARIABLE = 'DUNGEON_MASTER_CHILD';
/** Marks a supervisor: `<instance>`. It outlives whoever started it, also one that is a child of another `dm up`. */
export const SUPERVISOR_VARIABLE = 'DUNGEON_MASTER_SUPERVISOR';

/**
 * The variables that children of local mode may see.
 * @param nodeDirectory goes first in PATH, so that `node` is the one that the digest of an image names; undefined where
 * it is that one anyway
 */
export function allowedEnvironment(all: AllVariables, nodeDirectory: string | undefined): Environment {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', ...others } = pick(all, ALLOWED);
  return { ...others, PATH: nodeDirectory === undefined ? PATH : `${nodeDirectory}:${PATH}` };
}

/** The variables that installing and building may see. The address of a proxy may hold a password: services never see it. */
export const buildEnvironment = (all: AllVariables, nodeDirectory: string | undefined): Environment => ({
  ...allowedEnvironment(all, nodeDirectory),
  ...pick(all, ALLOWED_FOR_BUILDS),
});

function pick(all: AllVariables, names: readonly string[]): Environment {
  const found = names.flatMap((name) => {
    const value = all[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}
