import type { IncomingMessage } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import type { Exchange } from './exchange.ts';
import { responseHeaders } from './headers.ts';

/** An upstream that agreed to switch protocols. */
export interface Switched {
  readonly answer: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** The answer's head at once, then its body as it comes. What breaks off breaks off for the client as well. */
export function passResponse(answer: IncomingMessage, { outgoing }: Exchange, noindex: boolean): void {
  outgoing.writeHead(answer.statusCode ?? 502, responseHeaders(answer.rawHeaders, noindex));
  outgoing.flushHeaders();
  pipeline(answer, outgoing, nothingMore);
}

/** From here on bytes flow both ways, and each side ends with the other. */
export function passSwitch({ answer, socket, head }: Switched, exchange: Exchange): void {
  const { outgoing, switch: asked } = exchange;
  if (!asked) throw new Error('the upstream switched to a protocol that nobody asked for');
  const client = asked.socket;
  if (outgoing.socket) outgoing.detachSocket(outgoing.socket);
  client.write(headOf(answer, asked.protocol), 'latin1');
  client.write(head);
  socket.write(asked.head);
  pipeline(client, socket, nothingMore);
  pipeline(socket, client, nothingMore);
  client.once('close', () => socket.destroy());
  socket.once('close', () => client.destroy());
}

function headOf({ rawHeaders }: IncomingMessage, protocol: string): string {
  const kept = responseHeaders(rawHeaders, false);
  const lines = kept.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${kept[at + 1]}`] : []));
  const switching = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', `Upgrade: ${protocol}`];
  return [...switching, ...lines, '', ''].join('\r\n');
}

/** Either side may leave at any time; both streams are destroyed by then. */
const nothingMore = (): void => undefined;
