import { equal } from '#lib/equal.ts';
import { compare } from './comparison.ts';
import type { FieldType } from './field-type.ts';
import { intersection, union, type FieldSet } from './field-set.ts';
import { fieldsOf } from './fields-of.ts';
import { leftTo, managersOf, type Managers } from './managers.ts';
import { merged } from './merged.ts';
import { pruned } from './pruned.ts';
import type { Fields } from './record.ts';
import { withoutNulls } from './without.ts';

/** An object, and who owns what of it. */
export interface Managed {
  readonly object: Fields;
  readonly managers: Managers;
}

/** What one manager asks for. */
export interface Intent {
  readonly manager: string;
  readonly config: Fields;
  /** Whether to take fields from those who own them and want them otherwise. */
  readonly force: boolean;
}

export type ApplyResult =
  /** `object` is the very object that was given when nothing of it changes. */
  | ({ readonly kind: 'applied' } & Managed)
  /** What others own and the apply would change, by manager. */
  | { readonly kind: 'conflict'; readonly conflicts: Managers };

/**
 * Server-side apply (Kubernetes documentation, "Server-Side Apply"; structured-merge-diff): what is sent is merged into
 * the object; what the manager owned before, leaves out now and nobody else owns is removed.
 */
export function apply(type: FieldType, live: Managed, { manager, config, force }: Intent): ApplyResult {
  const before = live.managers.get(manager);
  const asked = fieldsOf(type, config);
  const owned = equal(before, asked) ? before : asked;
  const others = [...live.managers].filter(([name]) => name !== manager);

  const whole = asFields(merged(type, live.object, config));
  const next = pruned(type, whole, { before, owned, others: others.map(([, fields]) => fields) });
  if (next === live.object) {
    return { kind: 'applied', object: next, managers: managersOf([...others, [manager, owned]]) };
  }

  const changes = compare(type, live.object, next);
  const conflicts = force ? [] : conflictsWith(others, union(changes.added, changes.modified));
  if (conflicts.length > 0) return { kind: 'conflict', conflicts: managersOf(conflicts) };

  const left = others.map(([name, fields]) => [name, leftTo(fields, changes)] as const);
  const managers = managersOf([...left, [manager, owned]]);
  return { kind: 'applied', object: next === whole ? next : asFields(withoutNulls(next)), managers };
}

type Owner = readonly [manager: string, fields: FieldSet];

const conflictsWith = (others: readonly Owner[], changed: FieldSet | undefined): readonly Owner[] =>
  others.flatMap(([name, fields]) => {
    const wanted = intersection(fields, changed);
    return wanted ? [[name, wanted] as const] : [];
  });

/** An object stays one, whatever is merged into it or taken from it. */
const asFields = (value: unknown): Fields => value as Fields;
