import type { NamedSchema } from './closure.ts';
import { referenceOf, shortName, type Schema } from './openapi.ts';

/** The file with the types of these schemas. @param version of Kubernetes, as its description has it */
export const printTypes = (schemas: ReadonlyMap<string, NamedSchema>, version: string): string =>
  [
    `// Made by "npm run kubernetes-types" from the OpenAPI description of a Kubernetes ${version} API server: not to be changed by hand.`,
    kindsOf(schemas),
    ...[...schemas].map(([name, schema]) => declarationOf(name, schema)),
  ].join('\n\n') + '\n';

/** All kinds by name. */
function kindsOf(schemas: ReadonlyMap<string, NamedSchema>): string {
  const names = [...schemas].filter(([, { kind }]) => kind).map(([name]) => name);
  return `export interface OpenApiKinds {\n${names.map((name) => `  readonly ${name}: ${name};\n`).join('')}}`;
}

function declarationOf(name: string, { schema, kind }: NamedSchema): string {
  if (!schema.properties) return `export type ${name} = ${typeOf(schema)};`;
  const fields = Object.entries(schema.properties).map(([field, value]) => {
    if (kind && (field === 'apiVersion' || field === 'kind')) return `  readonly ${field}: ${quoted(kind[field])};\n`;
    const mark = schema.required?.includes(field) ? '' : '?';
    return `  readonly ${keyOf(field)}${mark}: ${typeOf(value)};\n`;
  });
  return `export interface ${name} {\n${fields.join('')}}`;
}

const scalars: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  integer: 'number',
  number: 'number',
};

/** Where nothing is said anything may be. */
function typeOf(schema: Schema): string {
  const reference = referenceOf(schema);
  if (reference !== undefined) return shortName(reference);
  if (schema.oneOf) return unionOf(schema.oneOf.map(typeOf));
  if (schema.enum) return unionOf(schema.enum.map(quoted));
  if (schema.type === undefined) return 'unknown';
  if (schema.type === 'array') return `readonly ${itemOf(typeOf(schema.items ?? {}))}[]`;
  if (schema.type === 'object') return `Readonly<Record<string, ${entryOf(schema)}>>`;
  const scalar = scalars[schema.type];
  if (scalar === undefined) throw new TypeError(`the type ${schema.type} is not known from Kubernetes`);
  return scalar;
}

/** A structure in a structure has a name of its own in Kubernetes' descriptions. */
function entryOf({ properties, additionalProperties }: Schema): string {
  if (properties) throw new TypeError(`an object without a name: ${Object.keys(properties).join(', ')}`);
  return typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
}

const unionOf = (types: readonly string[]): string => [...new Set(types)].toSorted().join(' | ');

const itemOf = (type: string): string => (/^\w+$/.test(type) ? type : `(${type})`);

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;

const keyOf = (field: string): string => (/^[A-Za-z_$][\w$]*$/.test(field) ? field : quoted(field));
