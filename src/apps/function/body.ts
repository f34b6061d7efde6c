import type { HttpRequest } from '#ports/http.ts';
import type { Cancel, Timers } from '#ports/timers.ts';
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
 * @param use gets the body as soon as it is whole; its memory is given back when it returns
 * Rejects with `Refusal`: 413 when it is too long, 408 when it is too slow, 400 when it breaks off, 503 when it gave way;
 * and with whatever `use` throws.
 */
export function withBody<Result>(
  request: HttpRequest,
  timers: Timers,
  limits: BodyLimits,
  use: (body: Buffer) => Result,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const bytes = new BodyBytes(limits.maximumBytes);
    readBody(request, timers, limits, bytes, (refusal) => {
      try {
        if (refusal) reject(refusal);
        else resolve(use(bytes.whole()));
      } catch (error) {
        reject(error);
      } finally {
        bytes.free();
      }
    });
  });
}

/** @param done is called once, when nothing more is read */
function readBody(
  { header, body }: HttpRequest,
  timers: Timers,
  { maximumBytes, readDeadlineMs, room }: BodyLimits,
  bytes: BodyBytes,
  done: (refusal?: Refusal) => void,
): void {
  const tooLong = () => new Refusal(413, `the body is longer than ${maximumBytes} bytes`);
  if (Number(header('content-length') ?? 0) > maximumBytes) return done(tooLong());

  let stop: Cancel | undefined;
  let isOver = false;
  const finish = (refusal?: Refusal): void => {
    if (isOver) return;
    isOver = true;
    stop?.();
    cancelTimer();
    share.leave();
    done(refusal);
  };
  const late = () => finish(new Refusal(408, `the body did not arrive within ${readDeadlineMs} ms`));
  const cancelTimer = timers.after(readDeadlineMs, late);
  const share = room.enter(() => finish(new Refusal(503, 'too much is arriving at once: send it again later')));
  stop = body.receive({
    chunk(piece) {
      if (isOver) return;
      if (bytes.length + piece.byteLength > maximumBytes) return finish(tooLong());
      bytes.add(piece);
      share.grow(piece.byteLength);
    },
    end: () => finish(),
    broken: () => finish(new Refusal(400, 'the body broke off')),
  });
  if (isOver) stop();
}
