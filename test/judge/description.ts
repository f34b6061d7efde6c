import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A schema, or any other object of an OpenAPI document. */
export type Json = { readonly [field: string]: unknown };

/** The parts of GitHub's OpenAPI description that are used here. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly 'x-webhooks': Readonly<Record<string, { readonly post: Json }>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly parameters: Readonly<Record<string, Json>>;
    readonly responses: Readonly<Record<string, Json>>;
  };
}

/** GitHub's own description of api.github.com, 13 MB. */
export function loadDescription(): Description {
  const file = fileURLToPath(import.meta.resolve('@octokit/openapi/generated/api.github.com.json'));
  return JSON.parse(readFileSync(file, 'utf8')) as Description;
}

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list, or none. */
export const jsons = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

/** The object of a field, or an empty one. */
export const child = (parent: Json | undefined, field: string): Json => {
  const value = parent?.[field];
  return isJson(value) ? value : {};
};

/** The last part of a `$ref`. */
export const refName = ({ $ref }: Json): string | undefined =>
  typeof $ref === 'string' ? $ref.slice($ref.lastIndexOf('/') + 1) : undefined;
