import { shapeOf, typeOfField, typeOfItem, type FieldType } from './field-type.ts';
import { fieldElement, itemElement, pathText } from './path-element.ts';
import { isRecord } from './record.ts';

/** The path of an item that is in its list twice, as people read it; undefined when there is none. */
export function duplicateIn(
  type: FieldType | undefined,
  value: unknown,
  path: readonly string[] = [],
): string | undefined {
  const shape = shapeOf(type, value);
  if (shape === 'map' && isRecord(value)) {
    const fields = Object.entries(value);
    return first(fields, ([name, field]) => duplicateIn(typeOfField(type, name), field, [...path, fieldElement(name)]));
  }
  if (shape !== 'list' || !Array.isArray(value)) return undefined;
  const seen = new Set<string>();
  return first(value, (item: unknown) => {
    const at = [...path, itemElement(type, item)];
    const isSecond = seen.size === seen.add(itemElement(type, item)).size;
    return isSecond ? pathText(at) : duplicateIn(typeOfItem(type), item, at);
  });
}

/** The first that is found in any of these. */
function first<Item>(items: readonly Item[], find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
