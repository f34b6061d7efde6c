import { kinOf, type Anchors } from '#adapters/local/processes/kin.ts';
import { lookFor } from '#adapters/local/processes/look.ts';
import {
  groupIsAlive,
  readProcesses,
  type ProcessEntry,
  type ProcessIdentity,
} from '#adapters/local/processes/process-table.ts';
import type { FileIdentity } from './file-identity.ts';
import type { Watched } from './watched.ts';

/** What of the watched still lives at one moment. */
export interface Living {
  /** Groups that are ours as a whole. */
  readonly groups: readonly number[];
  /** Everything of ours, in and out of these groups. Always empty where there is no /proc. */
  readonly processes: readonly ProcessEntry[];
}

/** Knows what is ours: the groups that it is told of, what descends from them, and what bears the mark. */
export class Watch {
  readonly #mark: string;
  #watched: Watched = { groups: [], paths: [] };
  #anchors: Anchors = new Map();
  /** Groups that had nothing left once: their number may be somebody else's. */
  readonly #gone = new Set<string>();

  /** @param mark what all that is ours has in its environment, as for `markedProcesses` */
  constructor(mark: string) {
    this.#mark = mark;
  }

  get paths(): readonly FileIdentity[] {
    return this.#watched.paths;
  }

  update(watched: Watched): void {
    this.#watched = watched;
    const listed = new Set(watched.groups.map(keyOf));
    for (const key of this.#gone) if (!listed.has(key)) this.#gone.delete(key);
  }

  /**
   * Remembers who descends from whom while their parents live: what becomes a daemon with an emptied environment is
   * known by this alone.
   */
  remember(): void {
    const roots = this.#roots();
    if (roots.size > 0) this.#keep(kinOf(readProcesses(), roots).anchors);
  }

  /** Looks through the whole machine. */
  look(): Living {
    const { processes, anchors } = lookFor(this.#roots(), this.#mark);
    this.#keep(anchors);
    const groups = this.#groups().filter(({ id, startTime }) =>
      startTime === '' ? groupIsAlive(id) : processes.some(({ group }) => group === id),
    );
    return { groups: groups.map(({ id }) => id), processes };
  }

  #groups(): readonly ProcessIdentity[] {
    return this.#watched.groups.filter((group) => !this.#gone.has(keyOf(group)));
  }

  #roots(): Anchors {
    const groups = this.#groups().flatMap(({ id, startTime }) => (startTime === '' ? [] : [[id, startTime] as const]));
    return new Map([...this.#anchors, ...groups]);
  }

  #keep(anchors: Anchors): void {
    this.#anchors = anchors;
    for (const group of this.#groups()) {
      if (group.startTime !== '' && anchors.get(group.id) !== group.startTime) this.#gone.add(keyOf(group));
    }
  }
}

const keyOf = ({ id, startTime }: ProcessIdentity): string => `${id} ${startTime}`;
