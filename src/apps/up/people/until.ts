import { setTimeout as pause } from 'node:timers/promises';
import { CodedError } from '#lib/coded-error.ts';

const EVERY_MS = 40;

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
  for (;;) {
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
    await pause(EVERY_MS, undefined, { signal });
  }
}
