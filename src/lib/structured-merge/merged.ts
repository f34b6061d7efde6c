import { equal } from '#lib/equal.ts';
import { isEmpty, shapeOf, typeOfField, typeOfItem, type FieldType } from './field-type.ts';
import { mergedOrder } from './merged-order.ts';
import { itemElement } from './path-element.ts';
import { isRecord, type Fields } from './record.ts';

/**
 * An object with all that another sets; maps and lists with keys merge, everything else is replaced.
 * Parts that stay the same are the same object: an apply that changes nothing gives `live` itself.
 */
export function merged(type: FieldType | undefined, live: unknown, config: unknown): unknown {
  if (config === undefined) return live;
  const shape = shapeOf(type, config);
  if (isEmpty(live) || shape !== shapeOf(type, live)) return same(live, config);
  if (shape === 'map' && isRecord(live) && isRecord(config)) return mergedMap(type, live, config);
  if (shape === 'list' && Array.isArray(live) && Array.isArray(config)) return mergedList(type, live, config);
  return same(live, config);
}

const same = (live: unknown, config: unknown): unknown => (equal(live, config) ? live : config);

function mergedMap(type: FieldType | undefined, live: Fields, config: Fields): Fields {
  const changed = Object.entries(config).map(([name, value]) => {
    const old = Object.hasOwn(live, name) ? live[name] : undefined;
    return [name, merged(typeOfField(type, name), old, value)] as const;
  });
  const isSame = changed.every(([name, value]) => live[name] === value);
  return isSame ? live : { ...live, ...Object.fromEntries(changed) };
}

function mergedList(type: FieldType | undefined, live: readonly unknown[], config: readonly unknown[]) {
  if (equal(live, config)) return live;
  const [old, sent] = [byElement(type, live), byElement(type, config)];
  const order = mergedOrder([...old.keys()], [...sent.keys()]);
  const items = order.map((element) => merged(typeOfItem(type), old.get(element), sent.get(element)));
  return items.length === live.length && items.every((item, index) => item === live[index]) ? live : items;
}

const byElement = (type: FieldType | undefined, items: readonly unknown[]): ReadonlyMap<string, unknown> =>
  new Map(items.map((item) => [itemElement(type, item), item]));
