import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { BodyReceiver, HttpAnswer, HttpHandler, HttpRequest } from '#ports/http.ts';
import type { Cancel, Timers } from '#ports/timers.ts';

/** How long a client that still sends may take to see its answer before the connection is cut. */
const LINGER_MS = 500;

/**
 * Hands node's requests to a handler without the web-standard objects, which cost more than all that the function does.
 * The server must be made with `joinDuplicateHeaders`: else node drops a doubled header of some names.
 */
export function listenerOf(handle: HttpHandler, timers: Timers): RequestListener {
  return (incoming, outgoing) => {
    void handle(requestOf(incoming)).then((answer) => send(incoming, outgoing, answer, timers));
  };
}

function requestOf(incoming: IncomingMessage): HttpRequest {
  const { method = '', url = '' } = incoming;
  const query = url.indexOf('?');
  return {
    method,
    path: query < 0 ? url : url.slice(0, query),
    header(name) {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: { receive: (receiver) => receiveFrom(incoming, receiver) },
  };
}

function receiveFrom(incoming: IncomingMessage, { chunk, end, broken }: BodyReceiver): Cancel {
  incoming.on('data', chunk).on('end', end).on('error', broken);
  return () => {
    if (!incoming.readableEnded) incoming.off('data', chunk).off('end', end).pause();
  };
}

/** To close at once on a client that still sends would reset the connection, and the client could lose its answer. */
function send(incoming: IncomingMessage, outgoing: ServerResponse, answer: HttpAnswer, timers: Timers): void {
  const { status, headers, body } = answer;
  const length = Buffer.byteLength(body);
  if (incoming.complete) {
    outgoing.writeHead(status, { ...headers, 'content-length': length });
    // As latin1 where that says the same: node then writes head and body as one string without encoding it again.
    outgoing.end(body, length === body.length ? 'latin1' : 'utf8');
    return;
  }
  outgoing.writeHead(status, { ...headers, 'content-length': length, connection: 'close' });
  outgoing.write(body);
  const cut = timers.after(LINGER_MS, () => outgoing.destroy());
  outgoing.once('close', cut);
}
