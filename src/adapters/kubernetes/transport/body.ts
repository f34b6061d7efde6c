import type { ClientHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';

/** As much is held for a reader that is slower than the server. */
const MOST_HELD_BYTES = 1024 * 1024;

/**
 * What comes on a stream, for one reader, who may come late. Node's own iteration is of no use for that: where the stream
 * was closed before anybody read it, it hands out what came and then throws "Premature close" (stream/end-of-stream
 * believes `closed`, which HTTP/2 streams set before their end was read).
 */
export class Body implements AsyncIterable<Buffer> {
  readonly #stream: ClientHttp2Stream;
  readonly #broken: (cause?: unknown) => Error;
  #chunks: Buffer[] = [];
  #held = 0;
  #hasEnded = false;
  #isWhole = false;
  #error: Error | undefined;
  #wake: () => void = () => undefined;

  /** @param broken words what ended a stream before its body was whole */
  constructor(stream: ClientHttp2Stream, broken: (cause?: unknown) => Error) {
    this.#stream = stream;
    this.#broken = broken;
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    stream.once('end', () => (this.#hasEnded = true));
    // Stays for the whole life of the stream: an error that nobody hears ends the process.
    stream.on('error', (cause) => (this.#error ??= broken(cause)));
    stream.once('close', () => this.#close());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        yield* this.#taken();
        if (this.#error) throw this.#error;
        if (this.#isWhole && this.#chunks.length === 0) return;
        if (this.#chunks.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      if (!this.#hasEnded) this.#stream.close(constants.NGHTTP2_CANCEL);
    }
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held > MOST_HELD_BYTES) this.#stream.pause();
    this.#wake();
  }

  #taken(): readonly Buffer[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#held = 0;
    if (this.#stream.isPaused()) this.#stream.resume();
    return chunks;
  }

  /** A stream that was reset ends as well: only then is it known which it was. */
  #close(): void {
    if (this.#hasEnded && this.#stream.rstCode === constants.NGHTTP2_NO_ERROR) this.#isWhole = true;
    else this.#error ??= this.#broken();
    this.#wake();
  }
}
