import type { LocalObjects } from '#adapters/local/objects/objects.ts';
import type { Snapshot } from '#adapters/local/objects/store.ts';
import { messageOf } from '#lib/coded-error.ts';
import type { Log } from '#ports/log.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import type { State } from './state.ts';

const FILE = 'objects.json';
/** Changes with the layout of a snapshot: another one is left out, and the cluster fills itself from GitHub. */
const FORMAT = 1;
const EVERY_MS = 250;

/** The objects of the run before; undefined where there are none that can be used. */
export async function loadObjects(state: State): Promise<Snapshot | undefined> {
  const kept = await state.read(FILE);
  if (typeof kept !== 'object' || kept === null || !('format' in kept) || !('snapshot' in kept)) return undefined;
  // Only `keepObjects` writes the file; its format vouches for the rest.
  return kept.format === FORMAT ? withoutProcesses(kept.snapshot as Snapshot) : undefined;
}

/** What is told of them comes from processes, and those have ended. */
const OBSERVED: ReadonlySet<string> = new Set(['Pod', 'Deployment']);

/**
 * What listened at an address is no more, and somebody else may listen there now; nothing is ready before it has been
 * started again.
 */
const withoutProcesses = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  entries: snapshot.entries
    .filter(({ kind }) => kind !== 'EndpointSlice')
    .map((entry) => (OBSERVED.has(entry.kind) ? { ...entry, document: withoutStatus(entry.document) } : entry)),
});

function withoutStatus<Document extends object>(document: Document): Document {
  const copy: Document & { status?: unknown } = { ...document };
  delete copy.status;
  return copy;
}

/** Writes the objects whenever they have changed, at most four times a second. @returns what writes them a last time and ends it */
export function keepObjects(objects: LocalObjects, state: State, timers: Timers, log: Log): () => Promise<void> {
  const stop = new AbortController();
  let written = '';
  const write = async (): Promise<void> => {
    const snapshot = objects.snapshot();
    const revision = String(snapshot.revision);
    if (revision === written) return;
    await state.write(FILE, { format: FORMAT, snapshot });
    written = revision;
  };
  const tryToWrite = () => write().catch((error: unknown) => log.warn('objects-not-kept', { error: messageOf(error) }));
  const running = (async () => {
    while (!stop.signal.aborted) {
      await tryToWrite();
      await sleep(timers, EVERY_MS, stop.signal);
    }
    await tryToWrite();
  })();
  return async () => {
    stop.abort();
    await running;
  };
}
