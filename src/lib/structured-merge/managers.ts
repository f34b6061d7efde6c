import { compare } from './comparison.ts';
import type { FieldType } from './field-type.ts';
import { difference, intersection, union, type FieldSet } from './field-set.ts';
import { fieldsOf, withNamedFields } from './fields-of.ts';
import { merged } from './merged.ts';
import { without, withoutNulls } from './without.ts';

/** Which fields each manager owns. A manager that applies and one that updates are two, even under one name. */
export type Managers = ReadonlyMap<string, FieldSet>;

/** An object, and who owns what of it. */
export interface Managed {
  readonly object: unknown;
  readonly managers: Managers;
}

export type ApplyResult =
  | ({ readonly kind: 'applied' } & Managed)
  /** What others own and the apply would change, by manager. */
  | { readonly kind: 'conflict'; readonly conflicts: Managers };

/**
 * Server-side apply of `config` by one manager (Kubernetes documentation, "Server-Side Apply"): what it sets is merged
 * into the object; what it owned before, leaves out now and nobody else owns is removed.
 * @param force whether to take fields from those who own them and want them otherwise
 */
export function apply(
  type: FieldType,
  { object, managers }: Managed,
  manager: string,
  config: unknown,
  force: boolean,
): ApplyResult {
  const owned = fieldsOf(type, config);
  const others = [...managers].filter(([name]) => name !== manager);
  const all = merged(type, object, config);
  const next = pruned(type, all, {
    before: managers.get(manager),
    owned: others.reduce((all, [, fields]) => union(all, fields), owned),
    now: owned,
  });
  const { added, modified, removed } = compare(type, object, next);
  const changed = union(added, modified);
  const conflicts = managersOf(others.map(([name, fields]) => [name, intersection(fields, changed)]));
  if (!force && conflicts.size > 0) return { kind: 'conflict', conflicts };
  const left = others.map(([name, fields]) => [name, difference(difference(fields, changed), removed)] as const);
  return { kind: 'applied', object: next === all ? next : withoutNulls(next), managers: managersOf([...left, [manager, owned]]) };
}

/** Who owns what once `after` was written over `before` as it is: the writer owns what it changed. */
export function update(
  type: FieldType,
  { before, after }: { readonly before: unknown; readonly after: unknown },
  managers: Managers,
  manager: string,
): Managers {
  const { added, modified, removed } = compare(type, before, after);
  const changed = union(added, modified);
  const left = managersOf([...managers].map(([name, fields]) => [name, difference(difference(fields, changed), removed)]));
  return managersOf([...left, [manager, union(left.get(manager), changed)]]);
}

interface Ownership {
  /** What the manager owned so far. */
  readonly before: FieldSet | undefined;
  readonly now: FieldSet | undefined;
  /** What is owned by anybody. */
  readonly owned: FieldSet | undefined;
}

/** Takes away what the manager gave up; what others own stays, with all that holds it. */
function pruned(type: FieldType, object: unknown, { before, owned, now }: Ownership): unknown {
  if (!difference(before, now)) return object;
  const all = withNamedFields(type, fieldsOf(type, object));
  const given = withNamedFields(type, before);
  const left = (fields: FieldSet | undefined) => without(type, object, fields);
  const named = (value: unknown) => withNamedFields(type, fieldsOf(type, value));

  const kept = union(named(left(given)), withNamedFields(type, owned));
  const wanted = named(left(difference(all, kept)));
  return left(intersection(difference(all, wanted), given)) ?? {};
}

/** Who owns nothing is no manager. */
const managersOf = (entries: readonly (readonly [string, FieldSet | undefined])[]): Managers =>
  new Map(entries.flatMap(([name, fields]) => (fields ? [[name, fields] as const] : [])));
