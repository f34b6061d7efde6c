import { kinds, type Kind } from '#model/kinds.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { ObjectKey } from '#ports/objects/objects.ts';
import type { Document } from './document.ts';
import type { Store } from './store.ts';

/** Holds a namespace back until its content is gone (API reference, core/v1 NamespaceSpec). */
const NAMESPACE_FINALIZER = 'kubernetes';
/** What every namespace can be selected by (Kubernetes documentation, "Automatic labelling"). */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** What a server adds to a new namespace. */
export const newNamespace = (document: Document): Document => ({
  ...withNameLabel(document),
  spec: { finalizers: [NAMESPACE_FINALIZER] },
  status: { phase: 'Active' },
});

/** What an apply cannot take from a namespace. */
export const sameNamespace = (before: Document, after: Document): Document =>
  withNameLabel({ ...after, spec: before['spec'] });

function withNameLabel(document: Document): Document {
  const { metadata } = document;
  if (metadata.labels?.[NAME_LABEL] === metadata.name) return document;
  return { ...document, metadata: { ...metadata, labels: { ...metadata.labels, [NAME_LABEL]: metadata.name } } };
}

/** Throws `NotFound` or `Forbidden` unless the namespace of a new object takes it. */
export function checkNamespace(store: Store, kind: Kind, { name, namespace = '' }: ObjectKey): void {
  const found = store.get('Namespace', { name: namespace });
  if (!found) throw new ObjectsError('NotFound', `${kind} ${name}: namespaces "${namespace}" not found`);
  if (found.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw new ObjectsError('Forbidden', `${resourceOf(kind)} "${name}" is forbidden: ${why}`, {
    next: `wait until the namespace ${namespace} is gone; its status says what holds it`,
  });
}

/** `pods`, `leases.coordination.k8s.io`. */
function resourceOf(kind: Kind): string {
  const { plural, apiVersion } = kinds[kind];
  const [group] = apiVersion.split('/');
  return apiVersion.includes('/') ? `${plural}.${group}` : plural;
}
