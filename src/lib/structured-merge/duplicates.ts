import { typeOfItem, type FieldType } from './field-type.ts';
import { fieldElement, itemElement } from './path-element.ts';
import { isRecord, type Fields } from './record.ts';

type Path = readonly string[];

/** The path of an item that is in its list twice; undefined when there is none. */
export function duplicateIn(type: FieldType | undefined, value: unknown): Path | undefined {
  if (type?.kind === 'struct' && isRecord(value)) return duplicateInFields(type.fields, value);
  const isList = type?.kind === 'set' || type?.kind === 'keyed';
  return isList && Array.isArray(value) ? duplicateInItems(type, value) : undefined;
}

function duplicateInFields(types: Readonly<Record<string, FieldType>>, fields: Fields): Path | undefined {
  for (const [name, type] of Object.entries(types)) {
    const found = duplicateIn(type, fields[name]);
    if (found) return [fieldElement(name), ...found];
  }
  return undefined;
}

function duplicateInItems(type: FieldType, items: readonly unknown[]): Path | undefined {
  const seen = new Set<string>();
  for (const item of items) {
    const element = itemElement(type, item);
    const found = seen.has(element) ? [] : duplicateIn(typeOfItem(type), item);
    if (found) return [element, ...found];
    seen.add(element);
  }
  return undefined;
}
