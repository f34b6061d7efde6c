import { constants, type ClientHttp2Stream } from 'node:http2';
import { TransportError } from './transport-error.ts';

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;
/** More than any list page or log that we ask for. */
const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

const nothing = (): void => undefined;

/** The whole body. Throws `TransportError`. */
export async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_ANSWER_BYTES) {
      throw new TransportError(`the answer is larger than ${LARGEST_ANSWER_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The bytes of an answer. Throws `TransportError` unless they came to their end.
 * Not by the iterator of Node's own: of a stream that the server has ended before the first read, that one takes the
 * answer for cut off (`end-of-stream` asks for `closed`, which is another thing in HTTP/2; seen in Node 24.21).
 */
export async function* bodyOf(stream: ClientHttp2Stream): AsyncGenerator<Buffer> {
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

/** What a stream that ended too early throws. */
export function broken(stream: ClientHttp2Stream, cause: Error | null = null): TransportError {
  const message = cause === null ? 'the connection ended before the answer did' : cause.message;
  return new TransportError(message, {
    cause: cause ?? undefined,
    wasNotBegun: stream.rstCode === NGHTTP2_REFUSED_STREAM,
  });
}
