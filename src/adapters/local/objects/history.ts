import type { Kind } from '#model/kinds.ts';
import type { Document } from './document.ts';

/** One write, as watches hear of it. */
export interface Change {
  readonly revision: number;
  /** Undefined when the object was created. */
  readonly before: Document | undefined;
  readonly after: Document;
  readonly removed: boolean;
}

interface Track {
  readonly changes: Change[];
  /** The newest revision that was forgotten. */
  forgotten: number;
  readonly waiting: Set<() => void>;
}

/** Watches of kinds in which nothing happens learn a newer resourceVersion after so many writes elsewhere. */
export const BOOKMARK_EVERY = 100;

/** The last changes of each kind, and who waits for the next one. */
export class History {
  readonly #length: number;
  readonly #start: number;
  readonly #tracks = new Map<Kind, Track>();

  /**
   * @param length how many changes of each kind are kept
   * @param start the revision before the first change
   */
  constructor(length: number, start: number) {
    this.#length = length;
    this.#start = start;
  }

  record(kind: Kind, change: Change): void {
    const track = this.#track(kind);
    track.changes.push(change);
    if (track.changes.length > this.#length) track.forgotten = track.changes.shift()?.revision ?? track.forgotten;
    if (change.revision % BOOKMARK_EVERY === 0) for (const { waiting } of this.#tracks.values()) wake(waiting);
    wake(track.waiting);
  }

  /** The first change of the kind after a revision; `expired` when one may have been forgotten. */
  after(kind: Kind, revision: number): Change | 'expired' | undefined {
    const { changes, forgotten } = this.#track(kind);
    if (revision < forgotten) return 'expired';
    return changes[firstAfter(changes, revision)];
  }

  /** Resolves at the next change of the kind, at the latest when a bookmark is due or the signal aborts. */
  next(kind: Kind, signal: AbortSignal): Promise<void> {
    const { waiting } = this.#track(kind);
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const finish = () => {
        waiting.delete(finish);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      waiting.add(finish);
      signal.addEventListener('abort', finish, { once: true });
    });
  }

  #track(kind: Kind): Track {
    const known = this.#tracks.get(kind);
    if (known) return known;
    const track: Track = { changes: [], forgotten: this.#start, waiting: new Set() };
    this.#tracks.set(kind, track);
    return track;
  }
}

function wake(waiting: ReadonlySet<() => void>): void {
  for (const finish of waiting) finish();
}

/** The index of the first change after a revision, by halving. */
function firstAfter(changes: readonly Change[], revision: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.revision ?? 0) <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
