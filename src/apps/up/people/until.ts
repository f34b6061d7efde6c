import { setTimeout as pause } from 'node:timers/promises';
import { CodedError } from '#lib/coded-error.ts';

/** Soon at first, and never so often that GitHub would refuse a person. */
const PAUSE = { firstMs: 40, longestMs: 500, growth: 1.1 };

/** What a look showed: the thing that was waited for, or what stands instead. */
export type Look<Value> = { readonly found: Value } | { readonly notYet: string };

/** Looks again and again until it is so. Throws `CodedError` `NotInTime` that tells what was last seen. */
export async function until<Value>(
  what: string,
  look: () => Promise<Look<Value>>,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<Value> {
  const end = performance.now() + deadlineMs;
  for (let pauseMs = PAUSE.firstMs; ; pauseMs = Math.min(PAUSE.longestMs, pauseMs * PAUSE.growth)) {
    const seen = await look();
    if ('found' in seen) return seen.found;
    signal?.throwIfAborted();
    if (performance.now() > end) {
      const next = 'run it again with --verbose to see every step of the controller';
      throw new CodedError('NotInTime', `${what}: not within ${deadlineMs / 1000} s: ${seen.notYet}`, {
        source: 'system',
        next,
      });
    }
    await pause(pauseMs, undefined, { signal });
  }
}
