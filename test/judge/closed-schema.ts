import { child, isJson, jsons, refName, type Json } from './description.ts';

/**
 * `closed`: a field that the schema does not name is an error, at every depth.
 * `branch`: the same, but not at the top, where another schema names fields of the same object.
 * `open`: unknown fields are let through at every depth.
 */
export type Closure = 'closed' | 'branch' | 'open';

export const refId = (name: string, closure: Closure): string => `judge:/${closure}/${name}`;

/** Keywords that OpenAPI 3.0 and JSON Schema share as they are. */
const SHARED = ['type', 'enum', 'format', 'pattern', 'maxLength', 'minLength', 'maximum', 'minimum', 'maxItems'];
const SHARED_TOO = ['minItems', 'uniqueItems', 'required'];

type Schemas = Readonly<Record<string, Json>>;

/** Turns schemas of OpenAPI 3.0 into JSON Schema 2020-12, closed where they name their fields. */
export class SchemaCloser {
  readonly #schemas: Schemas;
  readonly #onRef: (name: string, closure: Closure) => void;

  /** @param onRef is told each component that a converted schema refers to */
  constructor(schemas: Schemas, onRef: (name: string, closure: Closure) => void) {
    this.#schemas = schemas;
    this.#onRef = onRef;
  }

  convert(schema: Json, closure: Closure): Json {
    const name = refName(schema);
    if (name !== undefined) return this.#ref(name, closure);
    const body = { ...this.#shared(schema), ...this.#members(schema, closure), ...this.#branches(schema, closure) };
    return schema['nullable'] === true ? nullable(body) : body;
  }

  #ref(name: string, closure: Closure): Json {
    this.#onRef(name, closure);
    return { $ref: refId(name, closure) };
  }

  #shared(schema: Json): Json {
    const entries = [...SHARED, ...SHARED_TOO].filter((key) => schema[key] !== undefined);
    return Object.fromEntries(entries.map((key) => [key, schema[key]]));
  }

  #members(schema: Json, closure: Closure): Json {
    const inner = closure === 'open' ? 'open' : 'closed';
    const properties = Object.entries(child(schema, 'properties')).filter(([, value]) => isJson(value));
    const converted = properties.map(([key, value]) => [key, this.convert(value as Json, inner)] as const);
    const { items } = schema;
    // Said in a branch, `true` is about the branch alone; it would count every field as named.
    const more =
      closure === 'branch' && schema['additionalProperties'] === true ? undefined : schema['additionalProperties'];
    return {
      ...(converted.length > 0 && { properties: Object.fromEntries(converted) }),
      ...(isJson(items) && { items: this.convert(items, inner) }),
      ...(more !== undefined && { additionalProperties: isJson(more) ? this.convert(more, inner) : more }),
      ...(closure === 'closed' && namesItsFields(schema) && { unevaluatedProperties: false }),
    };
  }

  #branches(schema: Json, closure: Closure): Json {
    const all = jsons(schema['allOf']);
    const ownFields = Object.keys(child(schema, 'properties')).length > 0;
    const inner = closure === 'closed' && ownFields ? 'branch' : closure;
    const alternatives = (['oneOf', 'anyOf'] as const).filter((key) => Array.isArray(schema[key]));
    const converted = alternatives.map((key) => [key, jsons(schema[key]).map((one) => this.convert(one, inner))]);
    return { ...Object.fromEntries(converted), ...(all.length > 0 && this.#allOf(all, closure)) };
  }

  /** A field of several branches is closed in the first of them only, for the others may name fewer fields of it. */
  #allOf(all: readonly Json[], closure: Closure): Json {
    const seen = new Set<string>();
    const branches = all.map((branch) => {
      const fields = this.#fieldsOf(branch);
      const repeated = fields.some((field) => seen.has(field));
      for (const field of fields) seen.add(field);
      return this.convert(branch, repeated || closure === 'open' ? 'open' : 'branch');
    });
    const closes = closure === 'closed' && seen.size > 0;
    return { allOf: branches, ...(closes && { unevaluatedProperties: false }) };
  }

  #fieldsOf(schema: Json): readonly string[] {
    const name = refName(schema);
    const target = name === undefined ? schema : (this.#schemas[name] ?? {});
    return [
      ...Object.keys(child(target, 'properties')),
      ...jsons(target['allOf']).flatMap((one) => this.#fieldsOf(one)),
    ];
  }
}

/** An object of which nothing is said may hold anything. */
const namesItsFields = (schema: Json): boolean =>
  schema['additionalProperties'] === undefined && Object.keys(child(schema, 'properties')).length > 0;

function nullable(schema: Json): Json {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return { ...schema, type: [type, 'null'], ...(Array.isArray(values) && { enum: [...values, null] }) };
}
