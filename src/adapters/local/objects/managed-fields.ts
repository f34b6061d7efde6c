import type { Managers } from '#lib/structured-merge/managers.ts';
import type { ManagedFieldsEntry } from '#model/kubernetes/meta.ts';
import type { Document } from './document.ts';

/** Who writes: one name that applies and updates is two writers, and so is one that updates the status. */
export type Writer = Pick<ManagedFieldsEntry, 'manager' | 'operation' | 'subresource'>;

/** A writer as one word. */
export const writerId = ({ operation, manager, subresource }: Writer): string =>
  JSON.stringify([operation, manager, subresource ?? '']);

/** The writer of a word that `writerId` gave. */
export function writerOf(id: string): Writer {
  const [operation, manager, subresource] = JSON.parse(id) as [Writer['operation'], string, string];
  return { manager, operation, ...(subresource !== '' && { subresource }) };
}

export const managersOf = ({ metadata }: Document): Managers =>
  new Map((metadata.managedFields ?? []).map((entry) => [writerId(entry), entry.fieldsV1]));

/**
 * The entries of these managers, in a server's order.
 * @param changed who changed the object, and when (RFC 3339); left out when only ownership changes
 */
export function entriesOf(
  { apiVersion, metadata }: Document,
  managers: Managers,
  changed?: { readonly by: string; readonly at: string },
): readonly ManagedFieldsEntry[] {
  const before = new Map((metadata.managedFields ?? []).map((entry) => [writerId(entry), entry]));
  const entries = [...managers].map(([id, fieldsV1]): ManagedFieldsEntry => {
    const old = before.get(id) ?? { ...writerOf(id), apiVersion, fieldsType: 'FieldsV1', fieldsV1 };
    const time = id === changed?.by ? changed.at : old.time;
    if (old.fieldsV1 === fieldsV1 && old.time === time) return old;
    return { ...old, ...(time !== undefined && { time }), fieldsV1 };
  });
  return entries.length > 1 ? entries.toSorted(byWriter) : entries;
}

const byWriter = (left: ManagedFieldsEntry, right: ManagedFieldsEntry): number => {
  const [a, b] = [orderOf(left), orderOf(right)];
  return a < b ? -1 : a > b ? 1 : 0;
};

const orderOf = ({ operation, time = '', manager, subresource = '' }: ManagedFieldsEntry): string =>
  [operation, time, manager, subresource].join('\0');
