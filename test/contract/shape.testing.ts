/** What an answer is made of: for each path what kind of value stands there, `[]` for the items of a list. */
export type Shape = ReadonlyMap<string, string>;

export function shapeOf(value: unknown, path = ''): Map<string, string> {
  if (Array.isArray(value)) {
    const items = value.flatMap((item) => [...shapeOf(item, `${path}[]`)]);
    return new Map([[path, 'list'], ...items]);
  }
  if (typeof value !== 'object' || value === null) return new Map([[path, kindOf(value)]]);
  const prefix = path === '' ? '' : `${path}.`;
  const fields = Object.entries(value).flatMap(([name, inner]) => [...shapeOf(inner, `${prefix}${name}`)]);
  return new Map([[path, 'object'], ...fields]);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'string' ? kindOfText(value) : typeof value;
}

const kinds: readonly (readonly [string, RegExp])[] = [
  ['a time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
  ['a time with milliseconds', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  ['a commit', /^[0-9a-f]{40}$/],
  ['an address', /^(https?|git|ssh):\/\//],
];

const kindOfText = (text: string): string => kinds.find(([, pattern]) => pattern.test(text))?.[0] ?? 'text';

/** How the first differs from the second, a line a path; below what one of them lacks nothing more is said. */
export function differencesOf(theirs: Shape, ours: Shape): readonly string[] {
  const all = [...new Set([...theirs.keys(), ...ours.keys()])].toSorted();
  const found = all.flatMap((path) => {
    const [their, our] = [theirs.get(path), ours.get(path)];
    if (their === our) return [];
    if (their === undefined) return [{ path, what: 'lacks' }];
    return [{ path, what: our === undefined ? 'adds' : `${their} instead of ${our}:` }];
  });
  const missing = found.map(({ path }) => path);
  const isBelow = (path: string) => missing.some((one) => path.startsWith(`${one}.`) || path.startsWith(`${one}[]`));
  return found.filter(({ path }) => !isBelow(path)).map(({ path, what }) => `${what} ${path}`);
}
