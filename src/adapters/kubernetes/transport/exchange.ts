import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import { bodyOf, broken } from './body.ts';

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
    let isAnswered = false;
    stream.once('response', (headers) => {
      isAnswered = true;
      resolve({ status: headers[':status'] ?? 0, headers, body: bodyOf(stream) });
    });
    // Stays for the whole life of the stream: an error that nobody hears ends the process.
    stream.on('error', (cause) => reject(broken(stream, cause)));
    // An error costs as much as the rest of a request: none is made for a stream that ends well.
    stream.once('close', () => {
      if (!isAnswered) reject(broken(stream));
    });
  });
  if (body !== undefined) stream.end(body);
  return answer;
}
