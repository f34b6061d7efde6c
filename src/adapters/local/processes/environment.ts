/** What children get of our own environment: where programs and homes are, language and time zone, nothing else. */
const ALLOWED = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

export type Environment = Readonly<Record<string, string>>;

/** Marks every process that we start, and with it its children: `<instance>/<what>`. */
export const CHILD_VARIABLE = 'DUNGEON_MASTER_CHILD';

/**
 * The variables that children of local mode may see.
 * @param nodeDirectory goes first in PATH, so that `node` is the one that the digest of an image names
 */
export function allowedEnvironment(
  all: Readonly<Record<string, string | undefined>>,
  nodeDirectory: string,
): Environment {
  const found = ALLOWED.flatMap((name) => {
    const value = all[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const { PATH = '/usr/local/bin:/usr/bin:/bin', ...others } = Object.fromEntries(found);
  return { ...others, PATH: `${nodeDirectory}:${PATH}` };
}
