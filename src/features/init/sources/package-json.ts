import { z } from 'zod';

const record = z.record(z.string(), z.unknown()).catch({});
const schema = z.object({
  name: z.string().optional().catch(undefined),
  scripts: record.default({}),
  workspaces: z
    .union([z.array(z.string()), z.object({ packages: z.array(z.string()) }).transform(({ packages }) => packages)])
    .catch([])
    .default([]),
  packageManager: z.string().optional().catch(undefined),
  engines: record.default({}),
  dependencies: record.default({}),
  devDependencies: record.default({}),
});

export interface PackageJson {
  readonly name?: string | undefined;
  /** Those that are texts and not empty. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Patterns of directories. */
  readonly workspaces: readonly string[];
  /** `pnpm@9.1.0` (npm's documentation leaves it to Corepack). */
  readonly packageManager?: string | undefined;
  /** A range of versions. */
  readonly node?: string;
  readonly hasDependencies: boolean;
}

/** Reads a package.json; fields of a wrong kind count as absent. Undefined when it is no JSON object. Never throws. */
export function parsePackageJson(text: string): PackageJson | undefined {
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const { scripts, engines, dependencies, devDependencies, ...rest } = parsed.data;
  const node = engines['node'];
  return {
    ...rest,
    scripts: textsOf(scripts),
    ...(typeof node === 'string' && { node }),
    hasDependencies: Object.keys({ ...dependencies, ...devDependencies }).length > 0,
  };
}

const textsOf = (all: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The one-based line on which a text stops being JSON; undefined where nobody can say, or where it does not. V8 says it
 * for most mistakes of structure, and not for strange words.
 */
export function jsonErrorLine(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const [, line] = /\(line (\d+) column \d+\)/.exec((error as SyntaxError).message) ?? [];
    return line === undefined ? lineOfStrangeWord(text) : Number(line);
  }
}

/** RFC 8259: white space, structure, strings, numbers and the three words. */
const token =
  /[\s{}[\],:]+|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

function lineOfStrangeWord(text: string): number | undefined {
  let at = 0;
  for (token.lastIndex = 0; token.test(text);) at = token.lastIndex;
  return at === text.length ? undefined : text.slice(0, at).split('\n').length;
}
