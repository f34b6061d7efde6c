import { setTimeout as pause } from 'node:timers/promises';
import { CodedError } from '#lib/coded-error.ts';

const EVERY_MS = 40;

/** Something to wait for: a value when it is so, and what stands instead when it is not. */
export type Look<Value> = () => Promise<Value | { readonly notYet: string }>;

const isNotYet = (value: unknown): value is { readonly notYet: string } =>
  typeof value === 'object' && value !== null && 'notYet' in value;

/** Looks again and again until it is so. Throws `CodedError` `NotInTime` that tells what was last seen. */
export async function until<Value>(
  what: string,
  look: Look<Value>,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<Value> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await look();
    if (!isNotYet(value)) return value;
    signal?.throwIfAborted();
    if (performance.now() > end) {
      const next = 'run it again with --verbose to see every step of the controller';
      throw new CodedError('NotInTime', `${what}: not within ${deadlineMs / 1000} s: ${value.notYet}`, {
        source: 'system',
        next,
      });
    }
    await pause(EVERY_MS, undefined, { signal });
  }
}
