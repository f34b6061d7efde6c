import type { BudgetedRequest } from '#ports/github/budget.ts';
import { atTime, since, type Ledger, type Spent } from './ledger.ts';
import { HOUR_MS, MINUTE_MS, MOST_POINTS, pointsOf, shareOf } from './limits.ts';

/** Whether a request may be sent. */
export type Admission =
  | { readonly kind: 'now' }
  /** When something that is under way has ended. */
  | { readonly kind: 'afterAnother' }
  /** Not before this time, in milliseconds since 1970. */
  | { readonly kind: 'at'; readonly at: number; readonly why: 'GitHubRefused' | 'HourUsedUp' | 'TooFast' };

type Asked = Pick<BudgetedRequest, 'priority' | 'cost' | 'endpoint'>;

/** The decision about one request, as things stand. */
export function admit(ledger: Ledger, request: Asked, now: number): Admission {
  if (now < ledger.stoppedUntil) return { kind: 'at', at: ledger.stoppedUntil, why: 'GitHubRefused' };
  if (!hasRoom(ledger, request)) return { kind: 'afterAnother' };
  return ofHour(ledger, request, now) ?? ofMinutes(ledger, request, now) ?? { kind: 'now' };
}

/** Writes go one after the other, as GitHub asks ("Best practices for using the REST API", Avoid concurrent requests). */
function hasRoom({ underWay, limits, isProbing }: Ledger, { cost }: Asked): boolean {
  if (underWay.length >= (isProbing ? 1 : limits.atOnce)) return false;
  return cost === 'read' || underWay.every((one) => one.cost === 'read');
}

function ofHour({ hour, underWay }: Ledger, { priority }: Asked, now: number): Admission | undefined {
  const { limit, remaining, resetAt } = atTime(hour, now);
  const keptForOthers = limit - shareOf(priority, limit);
  if (remaining - underWay.length > keptForOthers) return undefined;
  if (resetAt === undefined || remaining > keptForOthers) return { kind: 'afterAnother' };
  return { kind: 'at', at: resetAt, why: 'HourUsedUp' };
}

function ofMinutes(ledger: Ledger, { priority, cost, endpoint }: Asked, now: number): Admission | undefined {
  const { limits, learnt, points, content, underWay } = ledger;
  const contentPerMinute = now < learnt.until ? learnt.contentPerMinute : limits.contentPerMinute;
  const pending = underWay.filter((one) => one.endpoint === endpoint).reduce((sum, one) => sum + pointsOf(one.cost), 0);
  const pendingContent = underWay.filter((one) => one.cost === 'content').length;
  const share = (limit: number) => shareOf(priority, limit);
  const here = points.get(endpoint) ?? [];
  const times = [
    fitsAt(here, share(limits.pointsPerMinute) - pending - pointsOf(cost), MINUTE_MS, now),
    ...(cost === 'content'
      ? [
          fitsAt(content, share(contentPerMinute) - pendingContent - 1, MINUTE_MS, now),
          fitsAt(content, share(limits.contentPerHour) - pendingContent - 1, HOUR_MS, now),
        ]
      : []),
  ];
  const at = Math.max(...times);
  if (at <= now) return undefined;
  return at === Infinity ? { kind: 'afterAnother' } : { kind: 'at', at, why: 'TooFast' };
}

/** When no more than this is left of what was spent; Infinity when that which is under way alone is more. */
function fitsAt(spent: readonly Spent[], most: number, windowMs: number, now: number): number {
  if (most < 0) return Infinity;
  // Almost always: then nobody has to count.
  if (spent.length * MOST_POINTS <= most) return now;
  const counted = since(now - windowMs, spent);
  let left = counted.reduce((sum, { points }) => sum + points, 0);
  let fits = now;
  for (const { at, points } of counted) {
    if (left <= most) break;
    left -= points;
    fits = at + windowMs;
  }
  return fits;
}
