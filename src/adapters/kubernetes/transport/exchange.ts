import { constants, type ClientHttp2Stream, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import { messageOf } from '#lib/coded-error.ts';
import { TransportError } from './transport-error.ts';

const { NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;

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

async function* bodyOf(stream: ClientHttp2Stream): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (cause) {
    throw broken(stream, cause);
  }
  // Node ends a stream that was cancelled as if it were complete.
  if (stream.rstCode !== NGHTTP2_NO_ERROR) throw broken(stream);
}

function broken(stream: ClientHttp2Stream, cause?: unknown): TransportError {
  const message = cause === undefined ? 'the connection ended before the answer did' : messageOf(cause);
  return new TransportError(message, { cause, wasNotBegun: stream.rstCode === NGHTTP2_REFUSED_STREAM });
}
