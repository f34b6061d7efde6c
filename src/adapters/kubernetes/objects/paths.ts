import { kinds, type Kind } from '#model/kinds.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { ObjectKey } from '#ports/objects/objects.ts';

/** Where the objects of a kind are (Kubernetes API concepts, "Resource URIs"). Throws `Invalid`. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const { apiVersion, plural, namespaced } = infoOf(kind);
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${group}${within}/${plural}`;
}

/** Throws `Invalid` when the kind has a namespace and the key has none, or the other way round. */
export function objectPath(kind: Kind, { name, namespace }: ObjectKey, subresource?: string): string {
  const { namespaced } = infoOf(kind);
  if (name === '') throw new ObjectsError('Invalid', `${kind}: metadata.name is missing`);
  if (namespaced !== (namespace !== undefined)) {
    const problem = namespaced ? 'metadata.namespace is missing' : 'the kind has no namespace';
    throw new ObjectsError('Invalid', `${kind} ${name}: ${problem}`);
  }
  const path = `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

function infoOf(kind: Kind): (typeof kinds)[Kind] {
  if (Object.hasOwn(kinds, kind)) return kinds[kind];
  throw new ObjectsError('Invalid', `${kind}: is no kind that we use`);
}
