import type { Random } from './random.ts';

export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * How long to wait after a number of failures in a row: doubling up to the longest, with "equal jitter" (half of it
 * fixed, half random; AWS Architecture Blog, "Exponential Backoff And Jitter"), so that many do not return at once.
 * @param failures at least 1
 */
export function backoffMs({ firstMs, longestMs }: Backoff, failures: number, random: Random): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(whole / 2 + (random() * whole) / 2);
}
