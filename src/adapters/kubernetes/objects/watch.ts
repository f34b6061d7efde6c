import type { Kind } from '#model/kinds.ts';
import type { KubernetesObject } from '#model/kubernetes/meta.ts';
import type { Random } from '#lib/random.ts';
import { ObjectsError } from '#ports/objects/errors.ts';
import type { WatchOptions } from '#ports/objects/objects.ts';
import type { Timers } from '#ports/timers.ts';
import type { Client } from '#adapters/kubernetes/transport/client.ts';
import { parseStatus, statusError } from '#adapters/kubernetes/transport/status.ts';
import { labelSelector } from './list.ts';
import { linesOf } from './lines.ts';
import { collectionPath } from './paths.ts';
import { Silence } from './silence.ts';

interface WireEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubernetesObject;
}

/** What a watch gives, before its kind is known to the types. */
export type UntypedEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubernetesObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd?: true };

export interface WatchPorts {
  readonly client: Client;
  readonly timers: Timers;
  readonly random: Random;
}

/** Many watches that began together do not end together. */
const LIFE_SECONDS = { shortest: 300, longest: 600 };
/** The server bookmarks about each minute (API concepts, "Watch bookmarks": no promise is made). */
const SILENT_MS = 180_000;
/** The annotation of the bookmark behind the initial events (KEP-3157). */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** Changes as the server sends them. Throws `ObjectsError`: `Unavailable` also when nothing came for three minutes. */
export async function* watchFrom(ports: WatchPorts, kind: Kind, options: WatchOptions): AsyncGenerator<UntypedEvent> {
  const { signal } = options;
  if (signal.aborted) return;
  const silence = new Silence(ports.timers, SILENT_MS, signal);
  try {
    const request = {
      method: 'GET',
      path: collectionPath(kind, options.namespace),
      query: queryOf(ports, options),
    } as const;
    const body = await ports.client.stream(request, silence.signal);
    for await (const line of linesOf(body, () => silence.heard())) yield eventOf(kind, line);
  } catch (error) {
    if (signal.aborted) return;
    throw silence.isOver ? new ObjectsError('Unavailable', `${kind}: a watch was silent for ${SILENT_MS} ms`) : error;
  } finally {
    silence.end();
  }
}

function queryOf({ random }: WatchPorts, options: WatchOptions): Record<string, string | undefined> {
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

function eventOf(kind: Kind, line: string): UntypedEvent {
  const { type, object } = parse(kind, line);
  if (type === 'ERROR') {
    const status = parseStatus(object);
    throw statusError(status?.code ?? 500, `${kind}: the watch ended: ${status?.message ?? 'no reason given'}`, status);
  }
  if (type !== 'BOOKMARK') return { type, object };
  const { resourceVersion = '', annotations = {} } = object.metadata;
  const isEnd = annotations[INITIAL_EVENTS_END] === 'true';
  return { type, resourceVersion, ...(isEnd && { initialEventsEnd: true }) };
}

function parse(kind: Kind, line: string): WireEvent {
  try {
    return JSON.parse(line) as WireEvent;
  } catch (cause) {
    throw new ObjectsError('Unavailable', `${kind}: a watch sent what is not JSON`, { cause });
  }
}
