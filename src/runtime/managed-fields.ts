import { remembered } from '#lib/remembered.ts';
import type { KubernetesObject, ManagedFieldsEntry } from '#model/kubernetes/meta.ts';

type FieldSet = ManagedFieldsEntry['fieldsV1'];

/** What one manager sets is the same for all objects of a kind but for a few: it is kept once. */
const shared = remembered((text) => JSON.parse(text) as FieldSet, 256);

/**
 * The object with no more about who owns what of it than the entries of some managers. It shares everything else with
 * the one given, which is not changed.
 */
export function withFieldsOf<Item extends KubernetesObject>(managers: readonly string[], object: Item): Item {
  const { managedFields, ...metadata } = object.metadata;
  if (managedFields === undefined) return object;
  const kept = managedFields.filter(({ manager }) => managers.includes(manager));
  if (kept.length === 0) return { ...object, metadata };
  const entries = kept.map((entry) =>
    'fieldsV1' in entry ? { ...entry, fieldsV1: shared(JSON.stringify(entry.fieldsV1)) } : entry,
  );
  return { ...object, metadata: { ...metadata, managedFields: entries } };
}
