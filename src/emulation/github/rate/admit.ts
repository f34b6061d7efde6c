import { Refusal } from '#emulation/github/refusal.ts';
import { createsContent, HOUR_MS, MINUTE_MS, pointsOf, type Limits } from './limits.ts';
import { current, spend, type RatedRequest, type Spending } from './spending.ts';

export interface Admission {
  readonly spending: Spending;
  /** Why GitHub does not answer; a refused request costs nothing. */
  readonly refusal: Refusal | undefined;
}

/** GitHub's decision about one more request of a client. @param client for its words: `installation ID 7` */
export function admit(
  before: Spending,
  request: RatedRequest,
  { limits, client, now }: { readonly limits: Limits; readonly client: string; readonly now: number },
): Admission {
  const spending = current(before, now);
  const refusal = refusalOf(spending, request, limits, client, now);
  return { spending: refusal ? spending : spend(spending, request, now), refusal };
}

function refusalOf(
  spending: Spending,
  { method, endpoint }: RatedRequest,
  limits: Limits,
  client: string,
  now: number,
): Refusal | undefined {
  if (spending.used >= limits.perHour) return new Refusal(403, `API rate limit exceeded for ${client}.`);
  const here = spending.points.filter((one) => one.endpoint === endpoint);
  const pointsLeft = limits.pointsPerMinute - pointsOf(method);
  const points = untilFits(here, pointsLeft, MINUTE_MS, now);
  if (points > 0) return tooFast(points, 'Please wait a few minutes before you try again.');
  if (!createsContent(method, endpoint)) return undefined;
  const content = spending.content.map((at) => ({ at, points: 1 }));
  const lately = content.filter(({ at }) => at > now - MINUTE_MS);
  const wait = Math.max(
    untilFits(lately, limits.contentPerMinute - 1, MINUTE_MS, now),
    untilFits(content, limits.contentPerHour - 1, HOUR_MS, now),
  );
  return wait > 0 ? tooFast(wait, BLOCKED) : undefined;
}

const BLOCKED = 'You have been temporarily blocked from content creation. Please retry your request again later.';

/** How long it takes until at most this many points are left of what was spent; milliseconds, 0 for not at all. */
function untilFits(
  spent: readonly { readonly at: number; readonly points: number }[],
  most: number,
  windowMs: number,
  now: number,
): number {
  let left = spent.reduce((sum, { points }) => sum + points, 0);
  let wait = 0;
  for (const { at, points } of spent) {
    if (left <= most) break;
    left -= points;
    wait = at + windowMs - now;
  }
  return wait;
}

/** A secondary limit is told by its words and `retry-after`, in seconds. */
function tooFast(waitMs: number, more: string): Refusal {
  const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
  return new Refusal(403, `You have exceeded a secondary rate limit. ${more}`, undefined, headers);
}
