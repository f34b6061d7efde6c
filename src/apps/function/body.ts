import type { Timers } from '#ports/timers.ts';
import { Refusal } from './refusal.ts';

export interface BodyLimits {
  readonly maximumBytes: number;
  /** From the first read to the last byte. */
  readonly readDeadlineMs: number;
}

/**
 * Reads a request's body, and no more of it than is allowed, whatever `Content-Length` says.
 * Throws `Refusal`: 413 when it is too long, 408 when it is too slow, 400 when it breaks off.
 */
export async function readBody(
  request: Request,
  timers: Timers,
  { maximumBytes, readDeadlineMs }: BodyLimits,
): Promise<Uint8Array> {
  const tooLong = new Refusal(413, `the body is longer than ${maximumBytes} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > maximumBytes) throw tooLong;
  if (request.body === null) return new Uint8Array();

  const reader = request.body.getReader();
  const late = Promise.withResolvers<never>();
  const cancelTimer = timers.after(readDeadlineMs, () =>
    late.reject(new Refusal(408, `the body did not arrive within ${readDeadlineMs} ms`)),
  );
  try {
    return await Promise.race([readAll(reader, maximumBytes, tooLong), late.promise]);
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    throw error instanceof Refusal ? error : new Refusal(400, 'the body broke off');
  } finally {
    cancelTimer();
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maximumBytes: number,
  tooLong: Refusal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.byteLength;
    if (length > maximumBytes) throw tooLong;
    chunks.push(next.value);
  }
  return Buffer.concat(chunks, length);
}
