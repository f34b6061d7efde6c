import { referenceOf, shortName, type Description, type Schema, type WantedKind } from './openapi.ts';

/** A schema with its whole name; a kind also with its API version. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: Schema;
  readonly kind?: WantedKind;
}

/**
 * The kinds and everything that they are made of, by short name. Throws `TypeError` for a kind that is not described,
 * and for two different schemas of one short name.
 */
export function closureOf(
  wanted: readonly WantedKind[],
  descriptions: readonly Description[],
): ReadonlyMap<string, NamedSchema> {
  const all = new Map(descriptions.flatMap(({ components }) => Object.entries(components.schemas)));
  const found = new Map<string, NamedSchema>();
  const todo: NamedSchema[] = wanted.map((kind) => rootOf(kind, all));
  for (let next = todo.pop(); next; next = todo.pop()) {
    const before = found.get(shortName(next.name));
    if (before && before.name !== next.name) throw new TypeError(`${before.name} and ${next.name} have one short name`);
    if (before) continue;
    found.set(shortName(next.name), next);
    todo.push(...referencesIn(next.schema).map((name) => ({ name, schema: schemaOf(name, all) })));
  }
  return new Map([...found].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

type Schemas = ReadonlyMap<string, Schema>;

function rootOf(wanted: WantedKind, all: Schemas): NamedSchema {
  const [version = '', group = ''] = wanted.apiVersion.split('/').toReversed();
  const isWanted = ({ 'x-kubernetes-group-version-kind': kinds = [] }: Schema): boolean =>
    kinds.length === 1 &&
    kinds.some((kind) => kind.kind === wanted.kind && kind.version === version && kind.group === group);
  const root = [...all].find(([, schema]) => isWanted(schema));
  if (!root) throw new TypeError(`${wanted.apiVersion} ${wanted.kind} is not described`);
  return { name: root[0], schema: root[1], kind: wanted };
}

function schemaOf(name: string, all: Schemas): Schema {
  const schema = all.get(name);
  if (!schema) throw new TypeError(`${name} is not described`);
  return schema;
}

function referencesIn(schema: Schema): readonly string[] {
  const reference = referenceOf(schema);
  if (reference !== undefined) return [reference];
  const { properties = {}, items, additionalProperties } = schema;
  const entries = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  return [...Object.values(properties), ...(items ? [items] : []), ...entries].flatMap(referencesIn);
}
