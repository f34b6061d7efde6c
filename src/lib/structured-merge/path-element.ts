import type { FieldType, ListKeys } from './field-type.ts';
import { isRecord, type Fields } from './record.ts';

/** The parts of a path as `fieldsV1` spells them (API reference, meta/v1 FieldsV1): `f:name`, `k:{"name":"x"}`, `v:"x"`. */
export const fieldElement = (name: string): string => `f:${name}`;

/** An item of a list that is a set or has keys. An item that lacks a key has the element of the key's default. */
export function itemElement(type: FieldType | undefined, item: unknown): string {
  return type?.kind === 'keyed'
    ? `k:{${keysText(type.keys, isRecord(item) ? item : {})}}`
    : `v:${JSON.stringify(item)}`;
}

const keysText = (keys: ListKeys, item: Fields): string =>
  Object.keys(keys)
    .toSorted()
    .map((name) => `"${name}":${JSON.stringify(item[name] ?? keys[name] ?? null)}`)
    .join(',');

/** The name of a field, or undefined for an item of a list. */
export const nameOfElement = (element: string): string | undefined =>
  element.startsWith('f:') ? element.slice(2) : undefined;

/** A path as people read it: `.spec.containers[name="web"].image`, `.metadata.finalizers["a/b"]`. */
export const pathText = (path: readonly string[]): string => path.map(elementText).join('');

function elementText(element: string): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('v:')) return `[=${rest}]`;
  const keys = Object.entries(JSON.parse(rest) as Record<string, unknown>);
  return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}
