import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Exchange } from './exchange.ts';
import { hasBody } from './headers.ts';

const MAXIMUM_HEADER_BYTES = 32 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
/** For a whole request: large uploads over slow lines. */
const REQUEST_TIMEOUT_MS = 600_000;
/** Longer than the 60 seconds of common load balancers, so that they and not we end idle connections. */
const KEEP_ALIVE_MS = 75_000;

/** A server whose every request, also one to switch to WebSocket, becomes an exchange. */
export function createListener(carry: (exchange: Exchange) => void): Server {
  const server = createServer({
    maxHeaderSize: MAXIMUM_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    shouldUpgradeCallback: isWebSocket,
  });
  const plain = (incoming: IncomingMessage, outgoing: ServerResponse): void =>
    carry({ incoming, outgoing, switch: undefined });
  server.on('request', plain);
  server.on('checkContinue', plain);
  server.on('upgrade', (incoming, socket, head) => {
    socket.on('error', () => socket.destroy());
    const protocol = incoming.headers.upgrade ?? '';
    carry({ incoming, outgoing: responseOn(incoming, socket), switch: { protocol, socket, head } });
  });
  return server;
}

/** Other protocols (h2c) are not spoken here: their requests are ordinary ones (RFC 9110, 7.8). */
const isWebSocket = (incoming: IncomingMessage): boolean =>
  incoming.method === 'GET' && incoming.headers.upgrade?.toLowerCase() === 'websocket' && !hasBody(incoming);

/** An ordinary answer for a connection that Node gave away: used when the switch is refused. */
function responseOn(incoming: IncomingMessage, socket: Duplex): ServerResponse {
  const outgoing = new ServerResponse(incoming);
  outgoing.shouldKeepAlive = false;
  outgoing.assignSocket(incoming.socket);
  outgoing.once('finish', () => socket.end());
  return outgoing;
}
