import type { KubernetesObject, Stored } from '#model/kubernetes/meta.ts';

/** Fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** An object of any kind as the store keeps it: plain JSON, deeply frozen. */
export type Document = Stored<KubernetesObject> & Fields;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A deep copy that nobody can change; fields that are undefined are left out, as JSON does. */
export function frozenCopy<Value>(value: Value): Value;
export function frozenCopy(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => frozenCopy(item)));
  if (!isFields(value)) return value;
  // The names come from the spread, so that each is a property of its own, whatever it is called.
  const copy: Record<string, unknown> = { ...value };
  for (const name of Object.keys(copy)) {
    if (copy[name] === undefined) delete copy[name];
    else copy[name] = frozenCopy(copy[name]);
  }
  return Object.freeze(copy);
}

/** Freezes what was made of frozen copies: a part that is frozen already is so through and through. */
export function freeze<Value>(value: Value): Value {
  if (Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value as object)) freeze(part);
  return value;
}
