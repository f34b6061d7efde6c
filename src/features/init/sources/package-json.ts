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

/** The one-based line on which a text stops being JSON, as V8 words it; the first where it does not say. */
export function jsonErrorLine(text: string): number {
  try {
    JSON.parse(text);
    return 1;
  } catch (error) {
    const { message } = error as SyntaxError;
    const [, line] = /\(line (\d+) column \d+\)/.exec(message) ?? [];
    return line === undefined && message.includes('end of JSON') ? text.split('\n').length : Number(line ?? 1);
  }
}
