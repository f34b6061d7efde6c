import type { Refusal } from './errors.ts';

/** GitHub asks for at least a minute where it names no time ("Best practices for using the REST API"). */
const LEAST_WAIT_MS = 60_000;

/**
 * How long GitHub wants us to stay away, or undefined when it refused for another reason.
 * Primary limits answer 403 or 429 with `x-ratelimit-remaining: 0`; secondary ones say so in `retry-after` or in words.
 */
export function retryAfterMs({ status, headers, words }: Refusal, nowMs: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const seconds = numberIn(headers['retry-after']);
  if (seconds >= 0) return seconds * 1000;

  const exhausted = numberIn(headers['x-ratelimit-remaining']) === 0;
  const untilReset = numberIn(headers['x-ratelimit-reset']) * 1000 - nowMs;
  if (exhausted && untilReset > 0) return untilReset;
  return exhausted || status === 429 || IN_WORDS.test(words) ? LEAST_WAIT_MS : undefined;
}

const IN_WORDS = /secondary rate limit|rate limit exceeded|abuse detection/i;

/** NaN when the header is not there: every comparison with it is false. */
const numberIn = (header: string | number | undefined): number => (header === undefined ? Number.NaN : Number(header));
