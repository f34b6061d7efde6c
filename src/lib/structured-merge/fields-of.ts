import { isEmpty, isNamed, shapeOf, typeOfField, typeOfItem, type FieldType } from './field-type.ts';
import { LEAF, childrenOf, isMember, nodeOf, type FieldSet } from './field-set.ts';
import { fieldElement, itemElement, nameOfElement } from './path-element.ts';
import { isRecord, type Fields } from './record.ts';

/** Every field that an object sets: what its manager owns once it was applied. */
export const fieldsOf = (type: FieldType, object: unknown): FieldSet | undefined => nodeFor(type, object, false);

function nodeFor(type: FieldType | undefined, value: unknown, member: boolean): FieldSet | undefined {
  const shape = shapeOf(type, value);
  if (shape === 'list' && Array.isArray(value)) return nodeOf(member, itemNodes(type, value));
  if (shape === 'map' && isRecord(value)) return nodeOf(member, fieldNodes(type, value));
  return LEAF;
}

/** An item of a list is owned as such, apart from its fields. */
function itemNodes(type: FieldType | undefined, items: readonly unknown[]) {
  return items.map((item) => [itemElement(type, item), nodeFor(typeOfItem(type), item, true) ?? LEAF] as const);
}

function fieldNodes(type: FieldType | undefined, fields: Fields) {
  return Object.entries(fields).flatMap(([name, value]) => {
    const isOwnedAsSuch = !isNamed(type, name) || (isRecord(value) && isEmpty(value));
    const node = nodeFor(typeOfField(type, name), value, isOwnedAsSuch);
    return node ? [[fieldElement(name), node] as const] : [];
  });
}

/** The same set with every named field in it of which something is in it: it comes and goes with its content. */
export function withNamedFields(type: FieldType | undefined, fields: FieldSet | undefined): FieldSet | undefined {
  if (!fields || fields === LEAF) return fields;
  const children = childrenOf(fields).flatMap(([element, child]) => {
    const name = nameOfElement(element);
    const below = withNamedFields(name === undefined ? typeOfItem(type) : typeOfField(type, name), child);
    const member = isMember(child) || (name !== undefined && isNamed(type, name));
    const node = below && nodeOf(member, childrenOf(below));
    return node ? [[element, node] as const] : [];
  });
  return nodeOf(isMember(fields), children);
}
