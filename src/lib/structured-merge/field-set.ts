/**
 * A set of fields of one object in the form of `fieldsV1` (API reference, meta/v1 FieldsV1): a node for each part of a
 * path. A field is in the set when its node is empty or has a `.`; otherwise only some of what is below it is.
 * The empty set is undefined.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

/** The node of a field of which nothing below is in the set. */
export const LEAF: FieldSet = Object.freeze({});
const SELF = '.';

/** Whether the field of this node is itself in the set. */
export const isMember = (node: FieldSet): boolean => Object.keys(node).length === 0 || Object.hasOwn(node, SELF);

/** What is below a node. */
export const childrenOf = (node: FieldSet): (readonly [string, FieldSet])[] =>
  Object.entries(node).filter(([element]) => element !== SELF);

/** The node of these parts; undefined when there is nothing to it. */
export function nodeOf(member: boolean, children: readonly (readonly [string, FieldSet])[]): FieldSet | undefined {
  if (children.length === 0) return member ? LEAF : undefined;
  const node: Record<string, FieldSet> = member ? { [SELF]: LEAF } : {};
  for (const [element, child] of children) node[element] = child;
  return node;
}

/** Which fields to keep, by whether they are in the left and in the right set. */
type Keep = (left: boolean, right: boolean) => boolean;

export const union = (left: FieldSet | undefined, right: FieldSet | undefined): FieldSet | undefined =>
  combine(left, right, (inLeft, inRight) => inLeft || inRight);

export const intersection = (left: FieldSet | undefined, right: FieldSet | undefined): FieldSet | undefined =>
  combine(left, right, (inLeft, inRight) => inLeft && inRight);

/** Takes single fields out; what is below them stays. */
export const difference = (left: FieldSet | undefined, right: FieldSet | undefined): FieldSet | undefined =>
  combine(left, right, (inLeft, inRight) => inLeft && !inRight);

function combine(left: FieldSet | undefined, right: FieldSet | undefined, keep: Keep): FieldSet | undefined {
  if (!left) return keep(false, true) ? right : undefined;
  if (!right) return keep(true, false) ? left : undefined;
  const children = childrenOf(left).flatMap(([element, child]) => {
    const node = combine(child, right[element], keep);
    return node ? [[element, node] as const] : [];
  });
  if (keep(false, true)) children.push(...childrenOf(right).filter(([element]) => !(element in left)));
  return nodeOf(keep(isMember(left), isMember(right)), children);
}

/** Every field of a set as the parts of its path, a field before what is below it. */
export function pathsOf(fields: FieldSet | undefined): readonly (readonly string[])[] {
  const children = fields ? childrenOf(fields) : [];
  return children.flatMap(([element, child]) => [
    ...(isMember(child) ? [[element]] : []),
    ...pathsOf(child).map((path) => [element, ...path]),
  ]);
}
