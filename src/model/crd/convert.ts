import { z } from 'zod';
import { flatten, type Variant } from './flatten.ts';
import type { OpenApiSchema } from './openapi.ts';
import { structural, type Structural } from './structural.ts';

/**
 * What an API server accepts of a schema. Unions of objects become one object with a rule that tells its shapes apart.
 * Throws `TypeError` for what cannot be said there: another union, a check in JavaScript that no rule repeats, a pattern
 * that looks ahead, a text, list or map without a bound (the server estimates the cost of rules from the bounds).
 * @param path where in the whole, for the error
 */
export function openApiSchema(schema: z.ZodType, path = ''): OpenApiSchema {
  const { core, description, structure } = unwrapped(schema);
  const { maxLength, maxProperties, listKeys, atomic, rules } = structure;
  if (hasOwnCheck(core) && !rules) throw unspeakable(path, 'a check without a rule');

  const { 'x-kubernetes-validations': derived = [], ...converted } = convert(core, path);
  const validations = [...derived, ...(rules ?? [])];
  return bounded(path, {
    ...(description !== undefined && { description }),
    ...converted,
    ...(maxLength !== undefined && { maxLength }),
    ...(maxProperties !== undefined && { maxProperties }),
    ...(listKeys && { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': listKeys }),
    ...(atomic && { 'x-kubernetes-map-type': 'atomic' }),
    ...(validations.length > 0 && { 'x-kubernetes-validations': validations }),
  });
}

interface Unwrapped {
  readonly core: z.ZodType;
  readonly description: string | undefined;
  readonly structure: Structural;
}

/** What a parser makes of a value, and whether it may be left out, is nothing that an API server sees in it. */
function unwrapped(schema: z.ZodType): Unwrapped {
  const { def } = (schema as unknown as z.core.$ZodTypes)._zod;
  const { description } = schema;
  const structure = structural.get(schema);
  if (def.type !== 'optional' && def.type !== 'pipe') return { core: schema, description, structure: structure ?? {} };

  const inner = unwrapped((def.type === 'pipe' ? def.in : def.innerType) as z.ZodType);
  return {
    core: inner.core,
    description: description ?? inner.description,
    structure: { ...inner.structure, ...structure },
  };
}

function convert(schema: z.ZodType, path: string): OpenApiSchema {
  const { def } = (schema as unknown as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return objectOf(def.shape, path);
    case 'record':
      return { type: 'object', additionalProperties: openApiSchema(def.valueType as z.ZodType, `${path}.*`) };
    case 'array':
      return listOf(schema, openApiSchema(def.element as z.ZodType, `${path}[]`));
    case 'union':
      return flatten(
        def.options.map((option) => variantOf(option, path)),
        messageOf(schema),
        path,
      );
    case 'string':
    case 'number':
    case 'boolean':
    case 'enum':
    case 'literal':
      return scalar(schema, path);
    default:
      throw unspeakable(path, def.type);
  }
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** Fields that must not be there are left out. */
function objectParts(shape: Shape, path: string): Variant {
  const fields = Object.entries(shape).filter(([, field]) => !isNever(field));
  const properties = fields.map(
    ([name, field]) => [name, openApiSchema(field as z.ZodType, `${path}.${name}`)] as const,
  );
  return {
    properties: Object.fromEntries(properties),
    required: fields.filter(([, field]) => field._zod.optin !== 'optional').map(([name]) => name),
  };
}

function objectOf(shape: Shape, path: string): OpenApiSchema {
  const { properties, required } = objectParts(shape, path);
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

function variantOf(option: z.core.$ZodType, path: string): Variant {
  const { def } = (option as z.core.$ZodTypes)._zod;
  if (def.type !== 'object') throw unspeakable(path, `a union with ${def.type}`);
  return objectParts(def.shape, path);
}

function isNever(schema: z.core.$ZodType): boolean {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'never' || (def.type === 'optional' && isNever(def.innerType));
}

/** What a parser says of something that has none of the shapes. */
const messageOf = (schema: z.ZodType): string => schema.safeParse(undefined).error?.issues[0]?.message ?? '';

function listOf(schema: z.ZodType, items: OpenApiSchema): OpenApiSchema {
  const { maxItems } = z.toJSONSchema(schema, { io: 'input' });
  return { type: 'array', items, ...(maxItems !== undefined && { maxItems }), 'x-kubernetes-list-type': 'atomic' };
}

function scalar(schema: z.ZodType, path: string): OpenApiSchema {
  const draft = z.toJSONSchema(schema, { io: 'input' });
  const { type, pattern, minLength, maxLength, minimum, exclusiveMinimum, maximum } = draft;
  if (pattern !== undefined && /\(\?[=!<]|\\[1-9]/.test(pattern)) throw unspeakable(path, `the pattern ${pattern}`);
  const words = draft.enum ?? (draft.const === undefined ? undefined : [draft.const]);
  return {
    type: type as OpenApiSchema['type'],
    ...(words && { enum: words as readonly string[] }),
    ...(pattern !== undefined && { pattern }),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(minimum !== undefined && { minimum }),
    ...(exclusiveMinimum !== undefined && { minimum: Number(exclusiveMinimum) + 1 }),
    ...(maximum !== undefined && { maximum }),
  };
}

const hasOwnCheck = (schema: z.ZodType): boolean =>
  schema._zod.def.checks?.some(({ _zod }) => _zod.def.check === 'custom') ?? false;

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
