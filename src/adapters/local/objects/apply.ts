import { equal } from '#lib/equal.ts';
import type { Kind } from '#model/kinds.ts';
import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import { isoTime, type Clock } from '#ports/clock.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { ApplyOptions } from '#ports/objects/objects.ts';
import { checkObject } from './admission.ts';
import { isTerminating, putOrRelease } from './deletion.ts';
import { frozenCopy, isFields, type Document, type Fields } from './document.ts';
import { applyClaim, type Claim } from './ownership.ts';
import type { Entry, Store } from './store.ts';

export interface ApplyPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly newUid: () => string;
}

/** Server-side apply of one object by one manager. Throws `Invalid`, `NotFound`, `Forbidden`, `Conflict`. */
export function applyObject(ports: ApplyPorts, kind: Kind, sent: KubernetesObject, options: ApplyOptions): Document {
  checkObject(kind, sent);
  const entry = ports.store.get(kind, sent.metadata);
  checkPrecondition(kind, sent, entry, options.ifVersion);
  if (!entry) return create(ports, kind, sent, options.fieldManager);
  return update(ports.store, kind, entry, claimOf(sent), options.fieldManager);
}

function checkPrecondition(
  kind: Kind,
  { metadata }: KubernetesObject,
  entry: Entry | undefined,
  wanted?: string,
): void {
  const found = entry?.document.metadata.resourceVersion;
  if (wanted === undefined || wanted === (found ?? 'absent')) return;
  const state = found === undefined ? 'it does not exist' : `it is at resourceVersion ${found}`;
  throw new ObjectsError('Conflict', `${kind} ${metadata.name}: expected ${wanted}: ${state}`);
}

function create(ports: ApplyPorts, kind: Kind, sent: KubernetesObject, manager: string): Document {
  const { store, clock, newUid } = ports;
  const { name, namespace } = sent.metadata;
  if (namespace !== undefined) checkNamespace(store, kind, name, namespace);
  const claim = claimOf(sent);
  const metadata = {
    name,
    ...(namespace !== undefined && { namespace }),
    uid: newUid(),
    resourceVersion: '',
    generation: 1,
    creationTimestamp: isoTime(clock.now()),
  };
  const bare: Document = { apiVersion: sent.apiVersion, kind, metadata };
  const document = withOwned(bare, claim);
  const active = kind === 'Namespace' ? { ...document, status: { phase: 'Active' } } : document;
  return store.put(kind, active, new Map([[manager, claim]]));
}

function checkNamespace(store: Store, kind: Kind, name: string, namespace: string): void {
  const found = store.get('Namespace', { name: namespace });
  if (!found) throw new ObjectsError('NotFound', `${kind} ${name}: there is no namespace ${namespace}`);
  if (!isTerminating(found.document)) return;
  throw new ObjectsError('Forbidden', `${kind} ${name}: the namespace ${namespace} is being terminated`);
}

function update(store: Store, kind: Kind, { document, claims }: Entry, intent: Claim, manager: string): Document {
  const next = applyClaim(ownedOf(document), claims, manager, intent);
  const changed = withOwned(document, next.live);
  checkFinalizers(document, changed);
  if (equal(document, changed)) {
    store.claim(kind, document.metadata, next.claims);
    return document;
  }
  const { generation } = document.metadata;
  const specChanged = !equal(contentOf(document), contentOf(changed));
  const metadata = { ...changed.metadata, generation: specChanged ? generation + 1 : generation };
  return putOrRelease(store, kind, { ...changed, metadata }, next.claims);
}

function checkFinalizers(before: Document, after: Document): void {
  if (before.metadata.deletionTimestamp === undefined) return;
  const added = after.metadata.finalizers?.find((item) => !before.metadata.finalizers?.includes(item));
  if (added === undefined) return;
  const { kind, metadata } = before;
  throw new ObjectsError('Invalid', `${kind} ${metadata.name}: is being deleted: takes no new finalizer ${added}`);
}

/** What a manager asks for: never identity, status or the server's own fields. */
function claimOf(sent: KubernetesObject): Claim {
  const { labels, annotations, finalizers = [] } = sent.metadata;
  return frozenCopy({ fields: { ...contentOf(sent), metadata: { labels, annotations } }, finalizers });
}

const ownedOf = ({ metadata, ...content }: Document): Claim => ({
  fields: { ...contentOf(content), metadata: { labels: metadata.labels, annotations: metadata.annotations } },
  finalizers: metadata.finalizers ?? [],
});

/** Everything but identity, metadata and status: what the generation counts. */
function contentOf(object: object): Fields {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, status: _status, ...content }: Fields = { ...object };
  return content;
}

function withOwned(document: Document, { fields, finalizers }: Claim): Document {
  const { metadata: owned, ...content } = fields;
  const { labels: _labels, annotations: _annotations, finalizers: _finalizers, ...metadata } = document.metadata;
  return frozenCopy({
    apiVersion: document.apiVersion,
    kind: document.kind,
    metadata: { ...metadata, ...(isFields(owned) && owned), ...(finalizers.length > 0 && { finalizers }) },
    ...content,
    ...('status' in document && { status: document.status }),
  });
}
