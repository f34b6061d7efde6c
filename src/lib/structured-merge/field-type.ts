import { isRecord } from './record.ts';

/**
 * How the owners of one field's parts get on with each other (Kubernetes documentation, "Server-Side Apply", "Merge
 * strategy"). A field without a type is a scalar, a list that is one value, or a map whose entries merge.
 */
export type FieldType =
  | { readonly kind: 'struct'; readonly fields: Readonly<Record<string, FieldType>> }
  | { readonly kind: 'map' }
  | { readonly kind: 'atomic' }
  | { readonly kind: 'set' }
  | { readonly kind: 'keyed'; readonly keys: ListKeys; readonly items: FieldType };

/** The fields that tell the items of a list apart, each with the value that it has when it is left out. */
export type ListKeys = Readonly<Record<string, string | undefined>>;

/** Fields of fixed names; those that are not named here have no type. */
export const struct = (fields: Readonly<Record<string, FieldType>>): FieldType => ({ kind: 'struct', fields });
/** Entries of any name (`additionalProperties`). */
export const map: FieldType = { kind: 'map' };
/** One value, whatever is in it (`x-kubernetes-map-type: atomic`). */
export const atomic: FieldType = { kind: 'atomic' };
/** A list of scalars, each of which has its own owners (`x-kubernetes-list-type: set`). */
export const set: FieldType = { kind: 'set' };
/** A list of objects that are told apart by some of their fields (`x-kubernetes-list-map-keys`). */
export const keyed = (keys: ListKeys, fields: Readonly<Record<string, FieldType>> = {}): FieldType => ({
  kind: 'keyed',
  keys,
  items: struct(fields),
});
/** A list of objects that are told apart by some of their fields, each of which is one value. */
export const keyedAtomic = (keys: ListKeys): FieldType => ({ kind: 'keyed', keys, items: atomic });

/** What a value is to a merge: parts that have owners of their own, or one leaf. */
export type Shape = 'map' | 'list' | 'leaf';

export function shapeOf(type: FieldType | undefined, value: unknown): Shape {
  if (Array.isArray(value)) return type?.kind === 'set' || type?.kind === 'keyed' ? 'list' : 'leaf';
  return isRecord(value) && type?.kind !== 'atomic' ? 'map' : 'leaf';
}

export const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;

/** The type of a field; the entries of a map have none. */
export const typeOfField = (type: FieldType | undefined, name: string): FieldType | undefined =>
  type?.kind === 'struct' && Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;

/** Whether a name is the schema's, not the data's: such a field exists without anybody owning it as a whole. */
export const isNamed = (type: FieldType | undefined, name: string): boolean =>
  type?.kind === 'struct' && Object.hasOwn(type.fields, name);

export const typeOfItem = (type: FieldType | undefined): FieldType | undefined =>
  type?.kind === 'keyed' ? type.items : undefined;
