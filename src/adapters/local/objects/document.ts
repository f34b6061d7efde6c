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
  return frozenBy((part) => frozenCopy(part), value);
}

/** The same of what is made from frozen copies: a part that is frozen already is so through and through. */
export function frozen<Value>(value: Value): Value;
export function frozen(value: unknown): unknown {
  return Object.isFrozen(value) ? value : frozenBy((part) => frozen(part), value);
}

function frozenBy(freeze: (part: unknown) => unknown, value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => freeze(item)));
  if (!isFields(value)) return value;
  const present = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.freeze(Object.fromEntries(present.map(([name, field]) => [name, freeze(field)])));
}
