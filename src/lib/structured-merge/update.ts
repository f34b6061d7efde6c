import { compare } from './comparison.ts';
import type { FieldType } from './field-type.ts';
import { union } from './field-set.ts';
import { leftTo, managersOf, type Managers } from './managers.ts';

/** Who owns what once a manager has put `after` in the place of `before`: it owns what it changed. */
export function update(
  type: FieldType,
  { before, after }: { readonly before: unknown; readonly after: unknown },
  managers: Managers,
  manager: string,
): Managers {
  const changes = compare(type, before, after);
  const left = managersOf([...managers].map(([name, fields]) => [name, leftTo(fields, changes)]));
  const took = union(changes.added, changes.modified);
  return managersOf([...left, [manager, union(left.get(manager), took)]]);
}
