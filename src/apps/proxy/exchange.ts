import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { hasBody } from './headers.ts';

/** A switch to another protocol that the client asked for. */
export interface Switch {
  readonly protocol: string;
  readonly socket: Duplex;
  /** What the client sent already in the new protocol. */
  readonly head: Buffer;
}

/** One request of a client, and where its answer goes. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly switch: Switch | undefined;
}

/** Methods that do the same when they are done twice (RFC 9110, 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Whether the request may be sent a second time although an upstream may have seen it: its body is gone by then. */
export const isRepeatable = ({ incoming }: Exchange): boolean =>
  IDEMPOTENT.has(incoming.method ?? '') && !hasBody(incoming);
