import type { Refusal } from './errors.ts';

/** GitHub asks for at least a minute where it names no time ("Best practices for using the REST API"). */
const LEAST_WAIT_MS = 60_000;

/**
 * How long GitHub wants us to stay away, or undefined when it refused for another reason.
 * Primary limits answer 403 or 429 with `x-ratelimit-remaining: 0`; secondary ones say so in `retry-after` or in words.
 */
export function retryAfterMs({ status, headers, words }: Refusal, nowMs: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  if (seconds >= 0) return seconds * 1000;

  const exhausted = Number(headers['x-ratelimit-remaining'] ?? Number.NaN) === 0;
  const resetMs = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000;
  if (exhausted && resetMs > nowMs) return resetMs - nowMs;

  const limited =
    exhausted || status === 429 || /secondary rate limit|rate limit exceeded|abuse detection/i.test(words);
  return limited ? LEAST_WAIT_MS : undefined;
}
