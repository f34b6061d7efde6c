import type { Timers } from '#ports/timers.ts';
import type { ClusterAccess } from './access.ts';
import { Connection } from './connection.ts';

/** More would only wait in the server, which counts requests by account and not by connection. */
const MAXIMUM_CONNECTIONS = 8;

/** The connections to one API server: as few as carry what is under way. */
export class Connections {
  readonly #access: ClusterAccess;
  readonly #timers: Timers;
  #open: Connection[] = [];

  constructor(access: ClusterAccess, timers: Timers) {
    this.#access = access;
    this.#timers = timers;
  }

  /** One with room, a new one where there is none, the least busy one where there may be no more. */
  take(): Connection {
    this.#open = this.#open.filter((connection) => !connection.isGone);
    const usable = this.#open.filter((connection) => !connection.isClosing);
    const free = usable.find((connection) => connection.hasRoom);
    if (free) return free;
    const [first, ...rest] = usable;
    if (first && usable.length >= MAXIMUM_CONNECTIONS) {
      return rest.reduce((least, one) => (one.load < least.load ? one : least), first);
    }
    const made = new Connection(this.#access, this.#timers);
    this.#open.push(made);
    return made;
  }

  get size(): number {
    return this.#open.filter((connection) => !connection.isGone).length;
  }

  close(): void {
    for (const connection of this.#open) connection.close();
    this.#open = [];
  }
}
