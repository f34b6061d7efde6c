import { routes } from './table.ts';

export interface Match {
  /** `GET /repos/{owner}/{repo}`. */
  readonly template: string;
  readonly path: Readonly<Record<string, string>>;
}

/** Parameters that may hold slashes: GitHub takes them encoded and as they are. */
const LONG = new Set(['path', 'ref', 'branch']);

const literals = (template: string): number => template.split('/').filter((part) => !part.startsWith('{')).length;

/** The templates with the most fixed words first, so that a long parameter swallows nothing that has a name. */
const patterns = Object.keys(routes)
  .toSorted((left, right) => literals(right) - literals(left))
  .map((template) => ({ template, pattern: patternOf(template) }));

function patternOf(template: string): RegExp {
  const source = template.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => `(?<${name}>${LONG.has(name) ? '.+' : '[^/]+'})`,
  );
  return new RegExp(`^${source}$`);
}

/** Which route a request is for; undefined when there is none, or when its path is not well encoded. */
export function matchRoute(method: string, path: string): Match | undefined {
  const asked = `${method} ${path}`;
  for (const { template, pattern } of patterns) {
    const found = pattern.exec(asked);
    if (found) return decoded(template, found.groups ?? {});
  }
  return undefined;
}

function decoded(template: string, groups: Readonly<Record<string, string>>): Match | undefined {
  try {
    const entries = Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)] as const);
    return { template, path: Object.fromEntries(entries) };
  } catch {
    return undefined;
  }
}
