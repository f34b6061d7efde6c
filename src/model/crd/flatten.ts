import type { OpenApiSchema, Properties } from './openapi.ts';

/** One of the shapes that an object may have. */
export interface Variant {
  readonly properties: Properties;
  readonly required: readonly string[];
}

/**
 * One object for several shapes: it has the fields of all, and a rule that tells the shapes apart.
 * Throws `TypeError` where shapes have different fields of one name, other than lists of words.
 */
export function flatten(variants: readonly Variant[], message: string, path: string): OpenApiSchema {
  const properties: Record<string, OpenApiSchema> = {};
  for (const [name, schema] of variants.flatMap((variant) => Object.entries(variant.properties))) {
    properties[name] = joined(properties[name], schema, `${path}.${name}`);
  }
  const required = Object.keys(properties).filter((name) =>
    variants.every((variant) => variant.required.includes(name)),
  );
  const rule = variants.map((variant) => `(${shapeOf(variant, properties, required)})`).join(' || ');
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    'x-kubernetes-validations': [{ rule, message }],
  };
}

/** What holds of an object of this shape and of no other: its words, the fields that it has, those that it has not. */
function shapeOf({ properties, required }: Variant, all: Properties, common: readonly string[]): string {
  return Object.keys(all)
    .flatMap((name) => {
      const own = properties[name];
      if (!own) return [`!has(self.${name})`];
      if (own.enum && own.enum.length < (all[name]?.enum?.length ?? 0)) return [isOneOf(name, own.enum)];
      return required.includes(name) && !common.includes(name) ? [`has(self.${name})`] : [];
    })
    .join(' && ');
}

function isOneOf(name: string, words: readonly string[]): string {
  const [first, ...more] = words.map((word) => `'${word}'`);
  return more.length === 0 ? `self.${name} == ${first}` : `self.${name} in [${[first, ...more].join(', ')}]`;
}

function joined(before: OpenApiSchema | undefined, schema: OpenApiSchema, path: string): OpenApiSchema {
  if (!before || JSON.stringify(before) === JSON.stringify(schema)) return schema;
  if (before.enum && schema.enum) return { ...schema, enum: [...new Set([...before.enum, ...schema.enum])] };
  throw new TypeError(`${path}: the shapes of one object have different fields of this name`);
}
