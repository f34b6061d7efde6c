import type { FieldType } from './field-type.ts';
import { difference, intersection, union, type FieldSet } from './field-set.ts';
import { fieldsOf, withNamedFields } from './fields-of.ts';
import { without } from './without.ts';

interface Ownership {
  /** What the manager owned so far. */
  readonly before: FieldSet | undefined;
  /** What it owns from now on. */
  readonly owned: FieldSet | undefined;
  readonly others: readonly FieldSet[];
}

/**
 * Takes away what the manager gave up (structured-merge-diff, `Updater.prune`); what others own stays, with all that
 * holds it. Gives the very object when there is nothing to take.
 */
export function pruned<Value>(type: FieldType, object: Value, ownership: Ownership): Value;
export function pruned(type: FieldType, object: unknown, { before, owned, others }: Ownership): unknown {
  if (before === owned || !difference(before, owned)) return object;
  const named = (fields: FieldSet | undefined) => withNamedFields(type, fields);
  const rest = (fields: FieldSet | undefined) => without(type, object, fields);
  const fieldsIn = (value: unknown) => named(fieldsOf(type, value));

  const all = fieldsIn(object);
  const had = named(before);
  // What does not hang on this manager: the rest without all that it had, and what is owned by anybody.
  const held = union(fieldsIn(rest(had)), named(others.reduce<FieldSet | undefined>(union, owned)));
  const kept = fieldsIn(rest(difference(all, held)));
  // Of what nobody holds, only what this manager had goes: what it never owned is not its to take.
  return rest(intersection(difference(all, kept), had)) ?? {};
}
