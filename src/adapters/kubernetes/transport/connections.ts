import type { OutgoingHttpHeaders } from 'node:http2';
import type { Timers } from '#ports/timers.ts';
import type { ClusterAccess } from './access.ts';
import { Connection } from './connection.ts';
import type { Answer } from './exchange.ts';
import { TransportError } from './transport-error.ts';

/** More would only wait in the server, which counts requests by account and not by connection. */
const MAXIMUM_CONNECTIONS = 8;
const RESENDS = 3;

/** The connections to one API server: as few as carry what is under way. */
export class Connections {
  readonly #access: ClusterAccess;
  readonly #timers: Timers;
  #connections: readonly Connection[] = [];
  #isClosed = false;

  constructor(access: ClusterAccess, timers: Timers) {
    this.#access = access;
    this.#timers = timers;
  }

  /** Sends a request, and sends it again when the server says that it has not begun with it. Throws `TransportError`. */
  async request(headers: OutgoingHttpHeaders, body: string | undefined, signal: AbortSignal): Promise<Answer> {
    for (let resends = 0; ; resends += 1) {
      try {
        return await this.#send(headers, body, signal);
      } catch (error) {
        const mayGoAgain = error instanceof TransportError && error.wasNotBegun && resends < RESENDS;
        if (!mayGoAgain || signal.aborted) throw error;
      }
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#connections) connection.close();
    this.#connections = [];
  }

  /** Sends a request where there is room, once there is a connection. */
  async #send(headers: OutgoingHttpHeaders, body: string | undefined, signal: AbortSignal): Promise<Answer> {
    for (;;) {
      const connection = this.#choose();
      if (connection.isOpen) return connection.request(headers, body, signal);
      // By then, others may have taken its room.
      await connection.opened(signal);
    }
  }

  /** One with room; else one that will be open soon; else the least busy one of as many as there may be. */
  #choose(): Connection {
    if (this.#isClosed) throw new TransportError('the client was closed');
    this.#connections = this.#connections.filter(({ isGone }) => !isGone);
    const usable = this.#connections.filter(({ isClosing }) => !isClosing);
    const found = usable.find(({ hasRoom }) => hasRoom) ?? usable.find(({ isOpen }) => !isOpen);
    if (found) return found;
    const [leastBusy] = usable.toSorted((left, right) => left.load - right.load);
    return leastBusy && usable.length >= MAXIMUM_CONNECTIONS ? leastBusy : this.#connect();
  }

  #connect(): Connection {
    const made = new Connection(this.#access, this.#timers);
    this.#connections = [...this.#connections, made];
    return made;
  }
}
