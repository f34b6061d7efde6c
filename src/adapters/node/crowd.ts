import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Bounds the connections of a server. A newcomer beyond the bound is let in, and the connection that has waited longest
 * for the rest of its request gives way; only when every connection carries work under way is the newcomer closed.
 */
export function boundConnections(server: Server, maximum: number): void {
  const open = new Set<Socket>();
  /** Those that have no complete request, oldest first. */
  const waiting = new Set<Socket>();

  const forget = (socket: Socket) => {
    open.delete(socket);
    waiting.delete(socket);
  };

  server.on('connection', (socket: Socket) => {
    open.add(socket);
    waiting.add(socket);
    socket.once('close', () => forget(socket));
    if (open.size <= maximum) return;
    const [oldest = socket] = waiting;
    forget(oldest);
    oldest.destroy();
  });
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { socket } = incoming;
    incoming.on('end', () => waiting.delete(socket));
    outgoing.on('close', () => open.has(socket) && waiting.add(socket));
  });
}
