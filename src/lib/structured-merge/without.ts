import { shapeOf, typeOfField, typeOfItem, type FieldType } from './field-type.ts';
import { isMember, type FieldSet } from './field-set.ts';
import { fieldElement, itemElement } from './path-element.ts';
import { isRecord, type Fields } from './record.ts';

/**
 * A value less the fields of a set, each with all that is below it. A part that loses all it had is null: it changed,
 * but who owns it as such still does.
 */
export function without(type: FieldType | undefined, value: unknown, fields: FieldSet | undefined): unknown {
  if (!fields) return value;
  const shape = shapeOf(type, value);
  if (shape === 'map' && isRecord(value)) return mapWithout(type, value, fields);
  if (shape === 'list' && Array.isArray(value)) return listWithout(type, value, fields);
  return value;
}

function mapWithout(type: FieldType | undefined, value: Fields, fields: FieldSet) {
  const kept = Object.entries(value).flatMap(([name, field]) => {
    const rest = remainder(typeOfField(type, name), field, fields[fieldElement(name)]);
    return rest === undefined ? [] : [[name, rest] as const];
  });
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function listWithout(type: FieldType | undefined, items: readonly unknown[], fields: FieldSet) {
  const kept = items
    .map((item) => remainder(typeOfItem(type), item, fields[itemElement(type, item)]))
    .filter((item) => item !== undefined);
  return kept.length === 0 ? null : kept;
}

/** What is left of one part of a value; undefined when it is in the set itself. */
const remainder = (type: FieldType | undefined, value: unknown, fields: FieldSet | undefined): unknown =>
  fields && isMember(fields) ? undefined : without(type, value, fields);

/** A value without its nulls, as a server keeps it. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const present = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(present.map(([name, field]) => [name, withoutNulls(field)]));
}
