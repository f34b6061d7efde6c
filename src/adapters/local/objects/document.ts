import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';

/** Fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** An object of any kind as the store keeps it: plain JSON, deeply frozen. */
export type Document = Stored<KubernetesObject> & Fields;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A deep copy that nobody can change; fields that are undefined are left out, as JSON does. */
export function frozenCopy<Value>(value: Value): Value;
export function frozenCopy(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => frozenCopy(item)));
  if (!isFields(value)) return value;
  const present = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.freeze(Object.fromEntries(present.map(([name, field]) => [name, frozenCopy(field)])));
}
