import { isoTime, type Clock } from '#ports/clock.ts';
import type { Kind } from '#model/kinds.ts';
import type { Document } from './document.ts';
import type { Claims } from './ownership.ts';
import type { Store } from './store.ts';

/** Writes an object, or lets it go when it was deleted and nothing holds it any more. */
export function putOrRelease(store: Store, kind: Kind, document: Document, claims: Claims): Document {
  const after = isHeld(store, kind, document) ? store.put(kind, document, claims) : store.remove(kind, document);
  if (after.metadata.namespace !== undefined) releaseNamespace(store, after.metadata.namespace);
  return after;
}

/** Asks for the deletion of an object: it goes at once, or as soon as its finalizers and contents are gone. */
export function deleteObject(store: Store, clock: Clock, kind: Kind, document: Document): void {
  if (document.metadata.deletionTimestamp !== undefined) return;
  const { claims } = store.get(kind, document.metadata) ?? { claims: new Map() };
  const metadata = { ...document.metadata, deletionTimestamp: isoTime(clock.now()) };
  if (kind !== 'Namespace') {
    putOrRelease(store, kind, withMetadata(document, metadata), claims);
    return;
  }
  store.put(kind, { ...withMetadata(document, metadata), status: { phase: 'Terminating' } }, claims);
  for (const item of store.within(document.metadata.name)) deleteObject(store, clock, item.kind, item.document);
  releaseNamespace(store, document.metadata.name);
}

export const isTerminating = (namespace: Document): boolean => namespace.metadata.deletionTimestamp !== undefined;

/** A terminating namespace goes with the last thing in it. */
function releaseNamespace(store: Store, name: string): void {
  const namespace = store.get('Namespace', { name })?.document;
  if (namespace && isTerminating(namespace) && !isHeld(store, 'Namespace', namespace)) {
    store.remove('Namespace', namespace);
  }
}

function isHeld(store: Store, kind: Kind, { metadata }: Document): boolean {
  if (metadata.deletionTimestamp === undefined) return true;
  if ((metadata.finalizers ?? []).length > 0) return true;
  return kind === 'Namespace' && store.within(metadata.name).length > 0;
}

const withMetadata = (document: Document, metadata: Document['metadata']): Document => ({ ...document, metadata });
