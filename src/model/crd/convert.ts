import { z } from 'zod';
import { flatten, type Variant } from './flatten.ts';
import type { OpenApiSchema } from './openapi.ts';
import { structural, type Structural } from './structural.ts';

type Definition = z.core.$ZodTypes['_zod']['def'];

/**
 * What an API server accepts of a schema. Unions of objects become one object with a rule that tells its shapes apart.
 * Throws `TypeError` for what cannot be said there: another union, a check in JavaScript that no rule repeats, a pattern
 * that looks ahead, a text, list or map without a bound (the server estimates the cost of rules from the bounds).
 * @param path where in the whole, for the error
 */
export function openApiSchema(schema: z.ZodType, path = ''): OpenApiSchema {
  const { core, description, structure } = unwrapped(schema);
  if (hasOwnCheck(core) && !structure.rules) throw unspeakable(path, 'a check without a rule');
  const converted = convert(core, path);
  return bounded(path, present({ description, ...converted, ...extensionsOf(structure, converted) }));
}

const present = (fields: { readonly [Name in keyof OpenApiSchema]: OpenApiSchema[Name] | undefined }): OpenApiSchema =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as OpenApiSchema;

interface Unwrapped {
  readonly core: z.ZodType;
  readonly description: string | undefined;
  readonly structure: Structural;
}

/** What a parser makes of a value, and whether it may be left out, is nothing that an API server sees in it. */
function unwrapped(schema: z.ZodType): Unwrapped {
  const wrapped = insideOf(schema.def as Definition);
  const structure = structural.get(schema) ?? {};
  if (!wrapped) return { core: schema, description: schema.description, structure };

  const inner = unwrapped(wrapped as z.ZodType);
  return {
    core: inner.core,
    description: schema.description ?? inner.description,
    structure: { ...inner.structure, ...structure },
  };
}

function insideOf(definition: Definition): z.core.$ZodType | undefined {
  if (definition.type === 'optional') return definition.innerType;
  return definition.type === 'pipe' ? definition.in : undefined;
}

function extensionsOf(structure: Structural, { maxLength, ...converted }: OpenApiSchema): Partial<OpenApiSchema> {
  const { listKeys, atomic, rules = [], maxProperties } = structure;
  const validations = [...(converted['x-kubernetes-validations'] ?? []), ...rules];
  const longest = structure.maxLength ?? maxLength;
  return {
    ...(longest !== undefined && { maxLength: longest }),
    ...(maxProperties !== undefined && { maxProperties }),
    ...(listKeys && { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': listKeys }),
    ...(atomic && { 'x-kubernetes-map-type': 'atomic' }),
    ...(validations.length > 0 && { 'x-kubernetes-validations': validations }),
  };
}

const scalars: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'enum', 'literal']);

function convert(schema: z.ZodType, path: string): OpenApiSchema {
  const definition = schema.def as Definition;
  if (scalars.has(definition.type)) return scalar(schema, path);
  if (definition.type === 'object') return objectOf(definition.shape, path);
  if (definition.type === 'array') return listOf(schema, openApiSchema(definition.element as z.ZodType, `${path}[]`));
  if (definition.type === 'record') {
    return { type: 'object', additionalProperties: openApiSchema(definition.valueType as z.ZodType, `${path}.*`) };
  }
  if (definition.type === 'union') {
    const variants = definition.options.map((option) => variantOf(option as z.ZodType, path));
    return flatten(variants, messageOf(schema), path);
  }
  throw unspeakable(path, definition.type);
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** Fields that must not be there are left out. */
function objectParts(shape: Shape, path: string): Variant {
  const fields = Object.entries(shape as Readonly<Record<string, z.ZodType>>).filter(([, field]) => !isNever(field));
  const properties = fields.map(([name, field]) => [name, openApiSchema(field, `${path}.${name}`)] as const);
  return {
    properties: Object.fromEntries(properties),
    required: fields.filter(([, field]) => field.def.type !== 'optional').map(([name]) => name),
  };
}

function objectOf(shape: Shape, path: string): OpenApiSchema {
  const { properties, required } = objectParts(shape, path);
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

function variantOf(option: z.ZodType, path: string): Variant {
  const definition = option.def as Definition;
  if (definition.type !== 'object') throw unspeakable(path, `a union with ${definition.type}`);
  return objectParts(definition.shape, path);
}

const isNever = (schema: z.ZodType): boolean => unwrapped(schema).core.def.type === 'never';

/** What a parser says of something that has none of the shapes. */
const messageOf = (schema: z.ZodType): string => schema.safeParse(undefined).error?.issues[0]?.message ?? '';

function listOf(schema: z.ZodType, items: OpenApiSchema): OpenApiSchema {
  const { maxItems } = z.toJSONSchema(schema, { io: 'input' });
  return { type: 'array', items, ...(maxItems !== undefined && { maxItems }), 'x-kubernetes-list-type': 'atomic' };
}

function scalar(schema: z.ZodType, path: string): OpenApiSchema {
  const draft = z.toJSONSchema(schema, { io: 'input' });
  const { type, pattern, minLength, maxLength, exclusiveMinimum, maximum } = draft;
  if (pattern !== undefined && looksAround.test(pattern)) throw unspeakable(path, `the pattern ${pattern}`);
  const words = draft.const === undefined ? draft.enum : [draft.const];
  const minimum = exclusiveMinimum === undefined ? draft.minimum : Number(exclusiveMinimum) + 1;
  return present({
    type: type as OpenApiSchema['type'],
    enum: words as readonly string[] | undefined,
    pattern,
    minLength,
    maxLength,
    minimum,
    maximum,
  });
}

/** RE2, the library of API servers, knows neither assertions around a place nor references back. */
const looksAround = /\(\?[=!<]|\\[1-9]/;

const hasOwnCheck = ({ def }: z.ZodType): boolean =>
  def.checks?.some(({ _zod: { def: check } }) => check.check === 'custom') ?? false;

function bounded(path: string, schema: OpenApiSchema): OpenApiSchema {
  const isBounded =
    (schema.type !== 'string' || schema.enum !== undefined || schema.maxLength !== undefined) &&
    (schema.type !== 'array' || schema.maxItems !== undefined) &&
    (schema.additionalProperties === undefined || schema.maxProperties !== undefined);
  if (!isBounded) throw unspeakable(path, `${schema.type} without a bound`);
  return schema;
}

const unspeakable = (path: string, what: string): TypeError =>
  new TypeError(`${path === '' ? 'the schema' : path}: an API server cannot be told of ${what}`);
