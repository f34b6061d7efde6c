import { createsContent, HOUR_MS, MINUTE_MS, pointsOf } from './limits.ts';

/** One request, as the limits see it. */
export interface RatedRequest {
  readonly method: string;
  /** GitHub's path template, or the path where no route was meant. */
  readonly endpoint: string;
}

interface Points {
  readonly at: number;
  readonly endpoint: string;
  readonly points: number;
}

/** What one client has asked for; times are milliseconds since 1970. */
export interface Spending {
  /** Requests in the hour that ends at `resetAt`. */
  readonly used: number;
  readonly resetAt: number;
  /** Of the last minute, oldest first. */
  readonly points: readonly Points[];
  /** When content was created in the last hour, oldest first. */
  readonly content: readonly number[];
}

export const nothingSpent: Spending = { used: 0, resetAt: 0, points: [], content: [] };

/** Without what is too long ago to count. The hour of the primary limit begins with its first request. */
export const current = ({ used, resetAt, points, content }: Spending, now: number): Spending => ({
  ...(now < resetAt ? { used, resetAt } : { used: 0, resetAt: now + HOUR_MS }),
  points: points.filter(({ at }) => at > now - MINUTE_MS),
  content: content.filter((at) => at > now - HOUR_MS),
});

/** With one more request. */
export const spend = (spending: Spending, { method, endpoint }: RatedRequest, now: number): Spending => ({
  ...spending,
  used: spending.used + 1,
  points: [...spending.points, { at: now, endpoint, points: pointsOf(method) }],
  content: createsContent(method, endpoint) ? [...spending.content, now] : spending.content,
});

/** An answer of 304 costs nothing of the primary limit ("Use conditional requests if appropriate"). */
export const giveBack = (spending: Spending): Spending => ({ ...spending, used: Math.max(0, spending.used - 1) });
