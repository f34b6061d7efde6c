import { kinds, type Kind } from '#model/kinds.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Selection, WatchOptions } from '#ports/objects/objects.ts';
import { checkKind } from './admission.ts';
import type { Document } from './document.ts';
import { BOOKMARK_EVERY, type Change } from './history.ts';
import type { Store } from './store.ts';

export type DocumentEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Document }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd?: true };

/** What a selection sees from its start on, until the signal aborts. Throws `Expired`, `Invalid`. */
export async function* watchFrom(store: Store, kind: Kind, options: WatchOptions): AsyncGenerator<DocumentEvent> {
  checkKind(kind);
  if (options.resourceVersion !== undefined) {
    yield* changesAfter(store, kind, { ...options, resourceVersion: options.resourceVersion });
    return;
  }
  const resourceVersion = String(store.revision);
  const present = store.list(kind, options.namespace).filter((document) => selects(options, document));
  for (const object of present) {
    if (options.signal.aborted) return;
    yield { type: 'ADDED', object };
  }
  yield { type: 'BOOKMARK', resourceVersion, initialEventsEnd: true };
  yield* changesAfter(store, kind, { ...options, resourceVersion });
}

interface ChangesOptions extends Selection {
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
}

async function* changesAfter(store: Store, kind: Kind, options: ChangesOptions): AsyncGenerator<DocumentEvent> {
  const { signal } = options;
  let position = parseVersion(store, kind, options.resourceVersion);
  let told = position;
  while (!signal.aborted) {
    const change = store.history.after(kind, position);
    if (change === 'expired') throw expired(kind, options.resourceVersion);
    position = change?.revision ?? store.revision;
    const event = change ? eventFor(options, change) : bookmarkFor(told, position);
    if (event) {
      told = position;
      yield event;
    } else if (!change) {
      await store.history.next(kind, signal);
    }
  }
}

/** Whether an object is in a selection. */
export const selects = ({ namespace, labels = {} }: Selection, { metadata }: Document): boolean =>
  (namespace === undefined || metadata.namespace === namespace) &&
  Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value);

/** A version that this store has not reached is of another store's life: its reader has to begin anew. */
function parseVersion(store: Store, kind: Kind, text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new ObjectsError('Invalid', `${kinds[kind].plural}: ${text} is not a resourceVersion of this store`);
  }
  if (Number(text) > store.revision) throw expired(kind, text);
  return Number(text);
}

const expired = (kind: Kind, version: string): ObjectsError =>
  new ObjectsError('Expired', `${kinds[kind].plural}: changes after resourceVersion ${version} are no longer known`);

/** An object that leaves the selection is deleted for this watch, one that enters it is added. */
function eventFor(selection: Selection, { before, after, removed }: Change): DocumentEvent | undefined {
  const was = before !== undefined && selects(selection, before);
  const is = !removed && selects(selection, after);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object: after };
  return was ? { type: 'DELETED', object: after } : undefined;
}

const bookmarkFor = (told: number, position: number): DocumentEvent | undefined =>
  position - told >= BOOKMARK_EVERY ? { type: 'BOOKMARK', resourceVersion: String(position) } : undefined;
