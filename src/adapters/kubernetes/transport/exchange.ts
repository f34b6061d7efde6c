import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader, OutgoingHttpHeaders } from 'node:http2';
import { constants } from 'node:http2';
import { Body } from './body.ts';
import type { Connection } from './connection.ts';
import { TransportError } from './transport-error.ts';

export type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** An answer whose headers are there and whose body comes. */
export interface Answer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: AsyncIterable<Buffer>;
}

/**
 * Sends one request and resolves with the answer's headers. `signal` ends it at any time, also while the body comes.
 * Throws `TransportError`.
 */
export async function exchange(
  connection: Connection,
  headers: OutgoingHttpHeaders,
  text: string | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const stream = await connection.request(headers, text === undefined, signal);
  const abort = (): void => stream.close(constants.NGHTTP2_CANCEL);
  signal.addEventListener('abort', abort, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', abort));
  const body = new Body(stream, (cause) => broken(stream, connection, cause));
  if (signal.aborted) abort();
  if (text !== undefined) stream.end(text);
  const received = await answered(stream, connection);
  return { status: received[':status'] ?? 0, headers: received, body };
}

function answered(stream: ClientHttp2Stream, connection: Connection): Promise<ResponseHeaders> {
  return new Promise((resolve, reject) => {
    stream.once('response', resolve);
    stream.once('error', (cause) => reject(broken(stream, connection, cause)));
    stream.once('close', () => reject(broken(stream, connection)));
  });
}

function broken(stream: ClientHttp2Stream, connection: Connection, cause?: unknown): TransportError {
  const why = connection.why ?? cause;
  const message = why instanceof Error ? why.message : `the stream ended with code ${stream.rstCode}`;
  return new TransportError(message, { cause: why, wasNotBegun: stream.rstCode === constants.NGHTTP2_REFUSED_STREAM });
}
