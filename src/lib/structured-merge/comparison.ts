import { equal } from '#lib/equal.ts';
import { isEmpty, shapeOf, typeOfField, typeOfItem, type FieldType, type Shape } from './field-type.ts';
import { LEAF, nodeOf, type FieldSet } from './field-set.ts';
import { fieldElement, itemElement } from './path-element.ts';
import { isRecord } from './record.ts';

/** How one object differs from another, field by field. */
export interface Comparison {
  readonly added: FieldSet | undefined;
  readonly modified: FieldSet | undefined;
  readonly removed: FieldSet | undefined;
}

const SAME: Comparison = { added: undefined, modified: undefined, removed: undefined };
const ADDED: Comparison = { ...SAME, added: LEAF };
const MODIFIED: Comparison = { ...SAME, modified: LEAF };
const REMOVED: Comparison = { ...SAME, removed: LEAF };

/** What is different in `right`. Parts that both share as the same object are not looked into. */
export function compare(type: FieldType | undefined, left: unknown, right: unknown): Comparison {
  if (left === right) return SAME;
  const shape = commonShape(type, left, right);
  if (shape === 'map') return join(left, right, fieldPairs(type, left, right));
  if (shape === 'list') return join(left, right, itemPairs(type, left, right));
  if (left === undefined) return ADDED;
  if (right === undefined) return REMOVED;
  return equal(left, right) ? SAME : MODIFIED;
}

/** What is empty on both sides, or something else on each, is a leaf; null is an empty map or list. */
function commonShape(type: FieldType | undefined, left: unknown, right: unknown): Shape {
  const values = [left, right].filter((value) => value !== undefined && value !== null);
  const shapes = new Set(values.map((value) => shapeOf(type, value)));
  const [shape = 'leaf'] = shapes;
  return shapes.size > 1 || values.every(isEmpty) ? 'leaf' : shape;
}

type Pairs = readonly (readonly [element: string, comparison: Comparison])[];

function fieldPairs(type: FieldType | undefined, left: unknown, right: unknown): Pairs {
  const [before, after] = [isRecord(left) ? left : {}, isRecord(right) ? right : {}];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].map((name) => [fieldElement(name), compare(typeOfField(type, name), before[name], after[name])]);
}

function itemPairs(type: FieldType | undefined, left: unknown, right: unknown): Pairs {
  const byElement = (items: unknown) =>
    new Map((Array.isArray(items) ? items : []).map((item: unknown) => [itemElement(type, item), item]));
  const [before, after] = [byElement(left), byElement(right)];
  const elements = new Set([...before.keys(), ...after.keys()]);
  return [...elements].map((element) => [element, compare(typeOfItem(type), before.get(element), after.get(element))]);
}

/** A part that is new or gone is so itself, apart from what is in it. */
function join(left: unknown, right: unknown, pairs: Pairs): Comparison {
  const changed = pairs.filter(([, comparison]) => comparison !== SAME);
  if (changed.length === 0 && left !== undefined && right !== undefined) return SAME;
  const pick = (which: keyof Comparison, member: boolean): FieldSet | undefined =>
    nodeOf(
      member,
      changed.flatMap(([element, { [which]: node }]) => (node ? [[element, node] as const] : [])),
    );
  return {
    added: pick('added', left === undefined),
    modified: pick('modified', false),
    removed: pick('removed', right === undefined),
  };
}
