import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { refId, SchemaCloser, type Closure } from './closed-schema.ts';
import type { Description, Json } from './description.ts';

/** Formats that only name a size or a kind. */
const WITHOUT_A_RULE = ['int32', 'int64', 'repo.nwo', 'timestamp', 'binary'];
const MOST_MESSAGES = 8;

/** Compiled validators by key, each compiled when it is first used. */
export class Validators {
  readonly #closer: SchemaCloser;
  readonly #schemas: Description['components']['schemas'];
  readonly #strict = createAjv({});
  /** Path and query come as texts: `"100"` is an integer there. */
  readonly #coercing = createAjv({ coerceTypes: true });
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #added = new Set<string>();

  constructor({ components: { schemas } }: Description) {
    this.#schemas = schemas;
    this.#closer = new SchemaCloser(schemas, (name, closure) => this.#add(name, closure));
  }

  /** What is wrong with a JSON value. */
  check(key: string, schema: () => Json, value: unknown): readonly string[] {
    return run(this.#validator(this.#strict, key, schema), value);
  }

  /** What is wrong with the texts of a path or query. */
  texts(key: string, schema: () => Json, texts: Readonly<Record<string, string>>): readonly string[] {
    return run(this.#validator(this.#coercing, key, schema), { ...texts });
  }

  #validator(ajv: Ajv2020, key: string, schema: () => Json): ValidateFunction {
    const known = this.#compiled.get(key);
    if (known) return known;
    const validate = ajv.compile(this.#closer.convert(schema(), 'closed'));
    this.#compiled.set(key, validate);
    return validate;
  }

  #add(name: string, closure: Closure): void {
    const id = refId(name, closure);
    if (this.#added.has(id)) return;
    this.#added.add(id);
    const schema = this.#closer.convert(this.#schemas[name] ?? {}, closure);
    this.#strict.addSchema({ $id: id, ...schema });
    this.#coercing.addSchema({ $id: id, ...schema });
  }
}

function createAjv(options: { readonly coerceTypes?: boolean }): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, ...options });
  formats.default(ajv);
  for (const name of WITHOUT_A_RULE) ajv.addFormat(name, true);
  return ajv;
}

function run(validate: ValidateFunction, value: unknown): readonly string[] {
  if (validate(value)) return [];
  return [...new Set((validate.errors ?? []).map(messageOf))].slice(0, MOST_MESSAGES);
}

function messageOf({ instancePath, message = 'is wrong', params }: ErrorObject): string {
  const field: unknown = params['unevaluatedProperty'] ?? params['additionalProperty'];
  const values: unknown = params['allowedValues'];
  const detail = field === undefined ? '' : `: ${JSON.stringify(field)}`;
  return `${instancePath || '/'} ${message}${detail}${Array.isArray(values) ? ` ${JSON.stringify(values)}` : ''}`;
}
