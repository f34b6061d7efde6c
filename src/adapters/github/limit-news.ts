import { z } from 'zod';
import type { LimitNews } from '#ports/github/budget.ts';
import { toGitHubError } from './errors.ts';
import type { GitHubAnswer } from './request.ts';

const count = z.coerce.number().int().nonnegative();
const hour = z.object({
  'x-ratelimit-limit': count,
  'x-ratelimit-remaining': count,
  'x-ratelimit-reset': count,
  /** Others than `core` (search, code scanning) are limits of their own. */
  'x-ratelimit-resource': z.literal('core').optional(),
});
const thrownAnswer = z.object({ response: z.object({ headers: z.record(z.string(), z.unknown()) }) });

/** What the headers of an answer say of GitHub's limits; a GitHub Enterprise Server without limits says nothing. */
export function newsOf(headers: GitHubAnswer['headers'] | Record<string, unknown>): LimitNews {
  const { data } = hour.safeParse(headers);
  if (!data) return {};
  const { 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': resetS } = data;
  return { hour: { limit, remaining, resetAt: resetS * 1000 } };
}

/** As `newsOf`, of what a request threw. */
export function newsOfThrown(route: string, thrown: unknown, nowMs: number): LimitNews {
  const answer = thrownAnswer.safeParse(thrown);
  const news = answer.success ? newsOf(answer.data.response.headers) : {};
  const { code, retryAfterMs } = toGitHubError(route, thrown, nowMs);
  if (code !== 'RateLimited' || retryAfterMs === undefined) return news;
  const isNamed = answer.data?.response.headers['retry-after'] !== undefined || news.hour?.remaining === 0;
  return { ...news, refusedForMs: retryAfterMs, ...(!isNamed && { isLeast: true }) };
}
