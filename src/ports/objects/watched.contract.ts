import type { Kind } from '#model/kinds.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { Objects, Selection, WatchEvent, WatchStart } from './objects.ts';

const DEADLINE_MS = 15_000;
const POLL_MS = 10;

/** Waits until `look` gives something; says what it waited for when it does not come. */
export async function eventually<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${DEADLINE_MS} ms for ${what}`);
    await new Promise((resolve) => void setTimeout(resolve, POLL_MS));
  }
}

/** What a watch gave so far, without its bookmarks. */
export interface Watched<K extends Kind> {
  /** How many events came before the bookmark that ends the initial ones; undefined until it came. */
  initial(): number | undefined;
  readonly events: readonly Exclude<WatchEvent<K>, { type: 'BOOKMARK' }>[];
  /** The last resourceVersion that the watch told. */
  version(): string;
  /** Waits for so many events: `ADDED a` and so on. */
  until(count: number): Promise<readonly string[]>;
  /** Aborts and waits for the end of the iteration. */
  stop(): Promise<void>;
}

/** Starts a watch and collects. */
export function collect<K extends Kind>(objects: Objects, kind: K, options: Selection & WatchStart): Watched<K> {
  const controller = new AbortController();
  const events: Exclude<WatchEvent<K>, { type: 'BOOKMARK' }>[] = [];
  let version = options.resourceVersion ?? '';
  let initial: number | undefined;
  let failure: unknown;
  const done = (async () => {
    for await (const event of objects.watch(kind, { ...options, signal: controller.signal })) {
      version = event.type === 'BOOKMARK' ? event.resourceVersion : event.object.metadata.resourceVersion;
      if (event.type !== 'BOOKMARK') events.push(event);
      else if (event.initialEventsEnd) initial = events.length;
    }
  })().catch((error: unknown) => {
    failure = error;
  });
  const words = () => events.map(({ type, object }) => `${type} ${object.metadata.name}`);
  return {
    events,
    initial: () => initial,
    version: () => version,
    until: (count) =>
      eventually(`${count} events of ${kind}, got ${words().join(', ') || 'none'}`, async () => {
        if (failure !== undefined) throw new Error(`the watch failed: ${messageOf(failure)}`, { cause: failure });
        return events.length >= count ? words() : undefined;
      }),
    stop: async () => {
      controller.abort();
      await done;
    },
  };
}
