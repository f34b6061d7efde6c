import { z } from 'zod';
import { isRecord } from '#lib/structured-merge/record.ts';
import type { Kind } from '#model/kinds.ts';
import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import type { Random } from '#lib/random.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { Log } from '#ports/log.ts';
import type { WatchOptions } from '#ports/objects/objects.ts';
import type { Client } from '#adapters/kubernetes/transport/client.ts';
import { parseStatus, statusError } from '#adapters/kubernetes/transport/status.ts';
import { labelSelector } from './list.ts';
import { linesOf } from './lines.ts';
import { collectionPath } from './paths.ts';
import { readableOrNone } from './readable.ts';

/** What a watch gives, before its kind is known to the types. */
export type UntypedEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubernetesObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd?: true };

export interface WatchPorts {
  readonly client: Client;
  readonly random: Random;
  readonly log: Log;
}

/** Many watches that began together do not end together. */
const LIFE_SECONDS = { shortest: 300, longest: 600 };
/** The server bookmarks about each minute (API concepts, "Watch bookmarks": no promise is made). */
const LONGEST_SILENCE_MS = 180_000;
/** The annotation of the bookmark behind the initial events (KEP-3157). */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** Changes as the server sends them. Throws `ObjectsError`: `Unavailable` also when nothing came for three minutes. */
export async function* watchFrom(
  { client, random, log }: WatchPorts,
  kind: Kind,
  options: WatchOptions,
): AsyncGenerator<UntypedEvent> {
  const { namespace, signal } = options;
  const path = collectionPath(kind, namespace);
  const query = queryOf(options, random);
  try {
    const body = client.stream({ method: 'GET', path, query }, { signal, longestSilenceMs: LONGEST_SILENCE_MS });
    for await (const line of linesOf(body)) yield seen(kind, eventOf(kind, line), log);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Of an object that cannot be read its watcher hears nothing but the version; that it goes, all hear. */
function seen(kind: Kind, event: UntypedEvent, log: Log): UntypedEvent {
  if (event.type === 'BOOKMARK' || event.type === 'DELETED') return event;
  const object = readableOrNone(kind, event.object, log);
  return object
    ? { ...event, object }
    : { type: 'BOOKMARK', resourceVersion: event.object.metadata.resourceVersion ?? '' };
}

function queryOf(options: WatchOptions, random: Random): Record<string, string | undefined> {
  const { shortest, longest } = LIFE_SECONDS;
  return {
    watch: 'true',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(Math.round(shortest + random() * (longest - shortest))),
    labelSelector: labelSelector(options),
    ...(options.sendInitialEvents
      ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }
      : { resourceVersion: options.resourceVersion }),
  };
}

const hasMetadata = (value: unknown): boolean => isRecord(value) && isRecord(value['metadata']);

/** meta/v1 WatchEvent: an ERROR carries a Status, all others an object. */
const wireEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ERROR'), object: z.unknown() }),
  z.object({
    type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']),
    object: z.custom<KubernetesObject>(hasMetadata),
  }),
]);

function eventOf(kind: Kind, line: string): UntypedEvent {
  const event = parse(kind, line);
  if (event.type === 'ERROR') {
    const status = parseStatus(event.object);
    throw statusError(status?.code ?? 500, `${kind}: the watch ended: ${status?.message ?? 'no reason given'}`, status);
  }
  const { type, object } = event;
  if (type !== 'BOOKMARK') return { type, object };
  const { resourceVersion = '', annotations = {} } = object.metadata;
  const isEnd = annotations[INITIAL_EVENTS_END] === 'true';
  return { type, resourceVersion, ...(isEnd && { initialEventsEnd: true }) };
}

function parse(kind: Kind, line: string): z.output<typeof wireEvent> {
  try {
    return wireEvent.parse(JSON.parse(line));
  } catch (cause) {
    throw new ObjectsError('Unavailable', `${kind}: a watch sent what is no event`, { cause });
  }
}
