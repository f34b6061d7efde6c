import { messageOf } from '#lib/coded-error.ts';
import type { Kind, Kinds } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Log } from '#ports/log.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { sleep, type Timers } from '#ports/timers.ts';

export interface FollowPorts {
  readonly objects: Objects;
  readonly timers: Timers;
  readonly log: Log;
}

const RETRY_MS = 100;

/**
 * Tells of every object of a kind that is there, changes or goes, until the signal aborts; some may be told twice.
 * Objects that went while nothing was watched are told as they were last seen.
 */
export async function follow<K extends Kind>(
  ports: FollowPorts,
  kind: K,
  signal: AbortSignal,
  tell: (object: Stored<Kinds[K]>) => void,
): Promise<void> {
  const seen = new Map<string, Stored<Kinds[K]>>();
  while (!signal.aborted) {
    try {
      await followOnce(ports.objects, kind, { signal, seen, tell });
    } catch (error) {
      if (!isObjectsError(error, 'Expired')) ports.log.warn('local-cluster-watch', { kind, error: messageOf(error) });
    }
    await sleep(ports.timers, RETRY_MS, signal);
  }
}

interface Following<K extends Kind> {
  readonly signal: AbortSignal;
  /** By uid. */
  readonly seen: Map<string, Stored<Kinds[K]>>;
  readonly tell: (object: Stored<Kinds[K]>) => void;
}

async function followOnce<K extends Kind>(
  objects: Objects,
  kind: K,
  { signal, seen, tell }: Following<K>,
): Promise<void> {
  const { items, resourceVersion } = await objects.list(kind);
  const present = new Map(items.map((item) => [item.metadata.uid, item]));
  for (const object of new Map([...seen, ...present]).values()) tell(object);
  seen.clear();
  for (const [uid, object] of present) seen.set(uid, object);
  for await (const event of objects.watch(kind, { resourceVersion, signal })) {
    if (event.type === 'BOOKMARK') continue;
    if (event.type === 'DELETED') seen.delete(event.object.metadata.uid);
    else seen.set(event.object.metadata.uid, event.object);
    tell(event.object);
  }
}
