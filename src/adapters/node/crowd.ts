import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Bounds the connections of a server. A newcomer beyond the bound is let in, and the connection that has waited longest
 * for the rest of its request gives way; only when every connection carries work under way is the newcomer closed.
 * @param answered is called after each request that was answered or given up
 */
export function boundConnections(server: Server, maximum: number, answered: () => void): void {
  /** With the request that each carries, if any; in the order in which they began to wait for one. */
  const open = new Map<Socket, IncomingMessage | undefined>();

  const oldestWaiting = (): Socket | undefined => {
    for (const [socket, request] of open) if (!request?.complete) return socket;
    return undefined;
  };

  server.on('connection', (socket: Socket) => {
    open.set(socket, undefined);
    socket.once('close', () => open.delete(socket));
    if (open.size <= maximum) return;
    const oldest = oldestWaiting() ?? socket;
    open.delete(oldest);
    oldest.destroy();
  });
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { socket } = incoming;
    if (open.has(socket)) open.set(socket, incoming);
    outgoing.on('close', () => {
      // It waits anew, behind all others, unless its next request has come already.
      if (open.get(socket) === incoming && open.delete(socket)) open.set(socket, undefined);
      answered();
    });
  });
}
