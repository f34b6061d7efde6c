import { equal } from '#lib/equal.ts';
import { apply } from '#lib/structured-merge/apply.ts';
import { fieldsOf } from '#lib/structured-merge/fields-of.ts';
import { managersOf as managersFrom } from '#lib/structured-merge/managers.ts';
import type { Kind } from '#model/kinds.ts';
import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import { schemas } from '#model/schemas.ts';
import { isoTime } from '#ports/clock.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import { ABSENT, type ApplyOptions } from '#ports/objects/objects.ts';
import { checkObject } from './admission.ts';
import { applyConflict } from './conflict.ts';
import { putOrRelease } from './deletion.ts';
import { frozenCopy, type Document, type Fields } from './document.ts';
import { firstGeneration, withGeneration } from './generation.ts';
import { entriesOf, managersOf, writerId } from './managed-fields.ts';
import { checkNamespace, newNamespace, sameNamespace } from './namespace.ts';
import { configOf, ownedOf, withOwned } from './owned.ts';
import type { WritePorts } from './writes.ts';

/** Server-side apply of one object by one manager. Throws `Invalid`, `NotFound`, `Forbidden`, `Conflict`. */
export function applyObject(ports: WritePorts, kind: Kind, sent: KubernetesObject, options: ApplyOptions): Document {
  checkObject(kind, sent);
  const found = ports.store.get(kind, sent.metadata);
  checkCondition(kind, sent, found, options);
  const config = frozenCopy(configOf(sent));
  return found ? change(ports, kind, found, { config, ...options }) : create(ports, kind, sent, { config, ...options });
}

function checkCondition(
  kind: Kind,
  { metadata }: KubernetesObject,
  found: Document | undefined,
  { ifVersion, ifUid }: ApplyOptions,
): void {
  if (ifVersion === undefined) return;
  const version = found?.metadata.resourceVersion;
  const isSame = ifUid === undefined || ifUid === found?.metadata.uid;
  if (isSame && ifVersion === (version ?? ABSENT)) return;
  const state = version === undefined ? 'it does not exist' : `it is at resourceVersion ${version}`;
  throw new ObjectsError('Conflict', `${kind} ${metadata.name}: expected ${ifVersion}: ${state}`);
}

type Intent = ApplyOptions & { readonly config: Fields };

function create(ports: WritePorts, kind: Kind, sent: KubernetesObject, { config, fieldManager }: Intent): Document {
  const { store, clock, newUid } = ports;
  const { name, namespace } = sent.metadata;
  if (namespace !== undefined) checkNamespace(store, kind, { name, namespace });
  const now = isoTime(clock.now());
  const bare = {
    apiVersion: sent.apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      uid: newUid(),
      resourceVersion: '',
      ...firstGeneration(kind),
      creationTimestamp: now,
    },
  };
  const by = writerId({ operation: 'Apply', manager: fieldManager });
  const managers = managersFrom([[by, fieldsOf(schemas[kind], config)]]);
  const document = withEntries(withOwned(bare, config), entriesOf(bare, managers, { by, at: now }));
  return store.put(kind, kind === 'Namespace' ? newNamespace(document) : document);
}

function change(ports: WritePorts, kind: Kind, before: Document, intent: Intent): Document {
  const { config, fieldManager, force = true } = intent;
  const by = writerId({ operation: 'Apply', manager: fieldManager });
  const live = { object: ownedOf(before), managers: managersOf(before) };
  const result = apply(schemas[kind], live, { manager: by, config, force });
  if (result.kind === 'conflict') throw applyConflict(before, result.conflicts);

  const asked = result.object === live.object ? before : withOwned(before, result.object);
  const after = kind === 'Namespace' ? sameNamespace(before, asked) : asked;
  const isSame = after === before || equal(live.object, ownedOf(after));
  const changed = isSame ? undefined : { by, at: isoTime(ports.clock.now()) };
  const entries = entriesOf(before, result.managers, changed);
  if (isSame && equal(before.metadata.managedFields, entries)) return before;

  checkFinalizers(before, after);
  return putOrRelease(ports, kind, withEntries(withGeneration(kind, before, after), entries));
}

const withEntries = (document: Document, managedFields: ReturnType<typeof entriesOf>): Document => ({
  ...document,
  metadata: { ...document.metadata, managedFields },
});

function checkFinalizers(before: Document, after: Document): void {
  if (before.metadata.deletionTimestamp === undefined) return;
  const added = after.metadata.finalizers?.find((item) => !before.metadata.finalizers?.includes(item));
  if (added === undefined) return;
  const { kind, metadata } = before;
  throw new ObjectsError('Invalid', `${kind} ${metadata.name}: is being deleted: takes no new finalizer ${added}`);
}
