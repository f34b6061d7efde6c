import type { KubernetesObject } from '#model/kubernetes/meta.ts';

/** The object without who owns what of it. It shares everything else with the one given. */
export function withoutManagedFields<Item extends KubernetesObject>(object: Item): Item {
  if (object.metadata.managedFields === undefined) return object;
  const metadata = { ...object.metadata };
  delete metadata.managedFields;
  return { ...object, metadata };
}
