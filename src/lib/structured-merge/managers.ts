import { difference, union, type FieldSet } from './field-set.ts';
import type { Comparison } from './comparison.ts';

/** Which fields each manager owns. A manager that applies and one that updates are two, even under one name. */
export type Managers = ReadonlyMap<string, FieldSet>;

/** Who owns nothing is no manager. */
export const managersOf = (owners: readonly (readonly [string, FieldSet | undefined])[]): Managers =>
  new Map(owners.flatMap(([name, fields]) => (fields ? [[name, fields] as const] : [])));

/** What is left to an owner once somebody else has changed the object. */
export const leftTo = (fields: FieldSet, { added, modified, removed }: Comparison): FieldSet | undefined =>
  difference(difference(fields, union(added, modified)), removed);
