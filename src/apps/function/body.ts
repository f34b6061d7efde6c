import type { HttpRequest } from '#ports/http.ts';
import type { Timers } from '#ports/timers.ts';
import { BodyBytes } from './body-bytes.ts';
import type { BodyRoom } from './body-room.ts';
import { Refusal } from './refusal.ts';

export interface BodyLimits {
  readonly maximumBytes: number;
  /** From the first read to the last byte. */
  readonly readDeadlineMs: number;
  /** Shared by all bodies. */
  readonly room: BodyRoom;
}

/**
 * Reads a request's body, and no more of it than is allowed, whatever `Content-Length` says.
 * @param use gets the body, whose memory is given back when it returns
 * Throws `Refusal`: 413 when it is too long, 408 when it is too slow, 400 when it breaks off, 503 when it gave way.
 */
export async function withBody<Result>(
  request: HttpRequest,
  timers: Timers,
  limits: BodyLimits,
  use: (body: Buffer) => Result,
): Promise<Result> {
  const bytes = new BodyBytes(limits.maximumBytes);
  try {
    await readBody(request, timers, limits, bytes);
    return use(bytes.whole());
  } finally {
    bytes.free();
  }
}

async function readBody(
  { header, body }: HttpRequest,
  timers: Timers,
  { maximumBytes, readDeadlineMs, room }: BodyLimits,
  bytes: BodyBytes,
): Promise<void> {
  const tooLong = () => new Refusal(413, `the body is longer than ${maximumBytes} bytes`);
  if (Number(header('content-length') ?? 0) > maximumBytes) throw tooLong();

  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const late = () => reject(new Refusal(408, `the body did not arrive within ${readDeadlineMs} ms`));
  const cancelTimer = timers.after(readDeadlineMs, late);
  const share = room.enter(() => reject(new Refusal(503, 'too much is arriving at once: send it again later')));
  const stop = body.receive({
    chunk(piece) {
      if (bytes.length + piece.byteLength > maximumBytes) return reject(tooLong());
      bytes.add(piece);
      share.grow(piece.byteLength);
    },
    end: resolve,
    broken: () => reject(new Refusal(400, 'the body broke off')),
  });
  try {
    await promise;
  } finally {
    stop();
    cancelTimer();
    share.leave();
  }
}
