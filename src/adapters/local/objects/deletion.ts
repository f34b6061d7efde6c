import { equal } from '#lib/equal.ts';
import type { Kind } from '#model/kinds.ts';
import type { Condition } from '#model/kubernetes/meta.ts';
import { isoTime } from '#ports/clock.ts';
import type { Document } from './document.ts';
import { nextGeneration } from './generation.ts';
import { namespaceConditions } from './namespace-conditions.ts';
import { updated } from './update.ts';
import type { WritePorts } from './writes.ts';

/** Who ends namespaces. */
const NAMESPACE_CONTROLLER = 'kube-controller-manager';

/** Writes an object, or lets it go when it was deleted and nothing holds it any more. */
export function putOrRelease(ports: WritePorts, kind: Kind, document: Document): Document {
  const { store } = ports;
  const after = isHeld(document) ? store.put(kind, document) : store.remove(kind, document.metadata);
  settleNamespace(ports, after.metadata.namespace);
  return after;
}

/** Asks for the deletion of an object: it goes at once, or as soon as its finalizers and contents are gone. */
export function deleteObject(ports: WritePorts, kind: Kind, document: Document): void {
  if (document.metadata.deletionTimestamp !== undefined) return;
  if (kind === 'Namespace') terminate(ports, document);
  else beginDeletion(ports, kind, document);
  settleNamespace(ports, kind === 'Namespace' ? document.metadata.name : document.metadata.namespace);
}

function terminate(ports: WritePorts, document: Document): void {
  const { store, clock } = ports;
  const metadata = { ...document.metadata, deletionTimestamp: isoTime(clock.now()) };
  store.put('Namespace', { ...document, metadata, status: { phase: 'Terminating' } });
  for (const item of store.within(document.metadata.name)) {
    const isUnderWay = item.document.metadata.deletionTimestamp !== undefined;
    if (!isUnderWay) beginDeletion(ports, item.kind, item.document);
  }
}

/** A deletion that is held counts as a generation (apiserver, `markAsDeleting`). */
function beginDeletion({ store, clock }: WritePorts, kind: Kind, document: Document): void {
  const { metadata } = document;
  if ((metadata.finalizers ?? []).length === 0) {
    store.remove(kind, metadata);
    return;
  }
  const times = { deletionTimestamp: isoTime(clock.now()), deletionGracePeriodSeconds: 0 };
  store.put(kind, nextGeneration({ ...document, metadata: { ...metadata, ...times } }));
}

/** A terminating namespace says what holds it, and goes with the last thing in it. */
function settleNamespace(ports: WritePorts, name: string | undefined): void {
  const { store, clock } = ports;
  const before = name === undefined ? undefined : store.get('Namespace', { name });
  if (!before || before.metadata.deletionTimestamp === undefined) return;
  const content = store.within(before.metadata.name);
  const after: Document = {
    ...before,
    ...(content.length === 0 && { spec: {} }),
    status: {
      phase: 'Terminating',
      conditions: namespaceConditions(content, conditionsOf(before), isoTime(clock.now())),
    },
  };
  if (!isHeld(after)) store.remove('Namespace', before.metadata);
  else if (!equal(before, after)) store.put('Namespace', asController(ports, before, after));
}

const asController = ({ clock }: WritePorts, before: Document, after: Document): Document =>
  updated(clock, 'Namespace', { before, after }, { manager: NAMESPACE_CONTROLLER, subresource: 'status' });

interface NamespaceFields {
  readonly spec?: { readonly finalizers?: readonly string[] };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

const conditionsOf = (namespace: Document): readonly Condition[] =>
  (namespace as NamespaceFields).status?.conditions ?? [];

/** Finalizers hold every object; those in its spec hold a namespace, and no other kind has them there. */
function isHeld(document: Document): boolean {
  const { deletionTimestamp, finalizers = [] } = document.metadata;
  const { spec } = document as NamespaceFields;
  return deletionTimestamp === undefined || finalizers.length > 0 || (spec?.finalizers ?? []).length > 0;
}
