import { constants, type ClientHttp2Stream, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import { TransportError } from './transport-error.ts';

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;

const nothing = (): void => undefined;

export type AnswerHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** An answer whose headers are there and whose body comes. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Throws `TransportError` unless it came to its end. */
  readonly body: AsyncIterable<Buffer>;
}

/** Sends the body of a request that has begun and resolves with the answer's headers. Throws `TransportError`. */
export function exchange(stream: ClientHttp2Stream, body: string | undefined): Promise<Answer> {
  const answer = new Promise<Answer>((resolve, reject) => {
    stream.once('response', (headers) => {
      resolve({ status: headers[':status'] ?? 0, headers, body: bodyOf(stream) });
    });
    // Stays for the whole life of the stream: an error that nobody hears ends the process.
    stream.on('error', (cause) => reject(broken(stream, cause)));
    stream.once('close', () => reject(broken(stream)));
  });
  if (body !== undefined) stream.end(body);
  return answer;
}

/**
 * Not by the iterator of Node's own: of a stream that the server has ended before the first read, that one takes the
 * answer for cut off (`end-of-stream` asks for `closed`, which is another thing in HTTP/2; seen in Node 24.21).
 */
async function* bodyOf(stream: ClientHttp2Stream): AsyncGenerator<Buffer> {
  let wake: () => void = nothing;
  for (const event of ['readable', 'end', 'close']) stream.on(event, () => wake());
  try {
    while (!stream.readableEnded && !stream.destroyed) {
      const chunk = stream.read() as Buffer | null;
      if (chunk) yield chunk;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    // Node ends a stream that was cancelled as if it were complete.
    if (!stream.readableEnded || stream.rstCode !== NGHTTP2_NO_ERROR) throw broken(stream, stream.errored);
  } finally {
    if (!stream.readableEnded) cancel(stream);
  }
}

function cancel(stream: ClientHttp2Stream): void {
  stream.close(NGHTTP2_CANCEL);
  // At once, although the peer may take no more bytes.
  stream.destroy();
}

function broken(stream: ClientHttp2Stream, cause: Error | null = null): TransportError {
  const message = cause === null ? 'the connection ended before the answer did' : cause.message;
  return new TransportError(message, {
    cause: cause ?? undefined,
    wasNotBegun: stream.rstCode === NGHTTP2_REFUSED_STREAM,
  });
}
