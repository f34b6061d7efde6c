import { kinds, type Kind, type KindInfo } from '#model/kinds.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { ObjectKey } from '#ports/objects/objects.ts';

/** Where the objects of a kind are (Kubernetes API concepts, "Resource URIs"). Throws `Invalid`. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const { apiVersion, plural, namespaced } = infoOf(kind);
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = namespaced && namespace !== undefined ? `/namespaces/${segment(kind, namespace)}` : '';
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
  const path = `${collectionPath(kind, namespace)}/${segment(kind, name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** A name as one part of a path; what would lead elsewhere is refused, as the server does ("Path segment names"). */
function segment(kind: Kind, name: string): string {
  if (['', '.', '..'].includes(name)) throw new ObjectsError('Invalid', `${kind}: "${name}" is no name`);
  return encodeURIComponent(name);
}

function infoOf(kind: Kind): KindInfo {
  if (Object.hasOwn(kinds, kind)) return kinds[kind];
  throw new ObjectsError('Invalid', `${kind}: is no kind that we use`);
}
