import type { BudgetedRequest, LimitNews } from '#ports/github/budget.ts';
import { HOUR_MS, MINUTE_MS, pointsOf, type BudgetLimits } from './limits.ts';

export type Sent = Pick<BudgetedRequest, 'cost' | 'endpoint'>;

export interface Spent {
  readonly at: number;
  readonly points: number;
}

interface Hour {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number | undefined;
  /** False while we only count. */
  readonly isTold: boolean;
}

/** What we know of our limits at GitHub; times are milliseconds since 1970. */
export interface Ledger {
  readonly limits: BudgetLimits;
  /** The primary limit, as GitHub last told it or as we count it; it begins anew at `resetAt`. */
  readonly hour: Hour;
  /** By endpoint: requests that ended in the minute before its newest, oldest first. */
  readonly points: ReadonlyMap<string, readonly Spent[]>;
  /** Content that was created in the hour before the newest, oldest first. */
  readonly content: readonly Spent[];
  /** Others create content too: for a while we make no more in a minute than what GitHub let us make. */
  readonly learnt: { readonly contentPerMinute: number; readonly until: number };
  readonly underWay: readonly Sent[];
  /** GitHub wants no request before. */
  readonly stoppedUntil: number;
  /** How often GitHub refused in a row, each time after the time before was over. */
  readonly refusals: number;
  /** After a refusal one request goes alone, until GitHub answers again. */
  readonly isProbing: boolean;
}

export const emptyLedger = (limits: BudgetLimits): Ledger => ({
  limits,
  hour: { limit: limits.perHour, remaining: limits.perHour, resetAt: undefined, isTold: false },
  points: new Map(),
  content: [],
  learnt: { contentPerMinute: limits.contentPerMinute, until: 0 },
  underWay: [],
  stoppedUntil: 0,
  refusals: 0,
  isProbing: false,
});

export const begin = (ledger: Ledger, sent: Sent): Ledger => ({
  ...ledger,
  underWay: [...ledger.underWay, sent],
});

/**
 * A request has ended. It counts from now, not from when it was sent: GitHub saw it some time between, so what is more
 * than a minute ago here is so there too.
 */
export function end(ledger: Ledger, sent: Sent, news: LimitNews, now: number): Ledger {
  const index = ledger.underWay.indexOf(sent);
  const { refusedForMs } = news;
  const spent = { at: now, points: pointsOf(sent.cost) };
  const here = [...since(now - MINUTE_MS, ledger.points.get(sent.endpoint) ?? []), spent];
  const isContent = sent.cost === 'content' && refusedForMs === undefined;
  return {
    ...ledger,
    hour: hourAfter(ledger.hour, news, now),
    points: new Map(ledger.points).set(sent.endpoint, here),
    learnt: refusedForMs !== undefined && sent.cost === 'content' ? learntFrom(ledger, now) : ledger.learnt,
    content: isContent ? [...since(now - HOUR_MS, ledger.content), { at: now, points: 1 }] : ledger.content,
    underWay: ledger.underWay.toSpliced(index, index < 0 ? 0 : 1),
    ...stopAfter(ledger, news, now),
    isProbing: refusedForMs !== undefined || (ledger.isProbing && now < ledger.stoppedUntil),
  };
}

/** What is later than a time. @param spent oldest first, unless somebody has set the clock back */
export function since(time: number, spent: readonly Spent[]): readonly Spent[] {
  const [oldest, newest] = [spent[0], spent.at(-1)];
  const isAll = !oldest || !newest || (oldest.at > time && oldest.at <= newest.at);
  return isAll ? spent : spent.filter(({ at }) => at > time);
}

/** Where GitHub names no time it wants a longer one after each refusal ("Exceeding the rate limit"). */
function stopAfter(
  { stoppedUntil, refusals }: Ledger,
  { refusedForMs, isLeast }: LimitNews,
  now: number,
): Pick<Ledger, 'stoppedUntil' | 'refusals'> {
  // What is refused while GitHub wants nothing was sent before: it is the same refusal.
  const isNew = now >= stoppedUntil;
  if (refusedForMs === undefined) return { stoppedUntil, refusals: isNew ? 0 : refusals };
  const before = isNew ? refusals : refusals - 1;
  const times = isLeast ? 2 ** Math.min(before, MOST_DOUBLINGS) : 1;
  return { stoppedUntil: Math.max(stoppedUntil, now + refusedForMs * times), refusals: before + 1 };
}

const MOST_DOUBLINGS = 3;

const LEARNT_FOR_MS = 5 * MINUTE_MS;
/** However much others create, we try this part of the limit: they may have stopped. */
const LEAST_PART = 0.25;

function learntFrom({ limits, content }: Ledger, now: number): Ledger['learnt'] {
  const lately = since(now - MINUTE_MS, content).length;
  return {
    contentPerMinute: Math.max(Math.ceil(limits.contentPerMinute * LEAST_PART), lately),
    until: now + LEARNT_FOR_MS,
  };
}

/** What GitHub says wins: others may use the same limit. Within an hour the least that it said is the newest. */
function hourAfter(hour: Hour, { hour: news }: LimitNews, now: number): Hour {
  const before = atTime(hour, now);
  if (!news) return { ...before, remaining: before.remaining - 1, resetAt: before.resetAt ?? now + HOUR_MS };
  const told = { ...news, isTold: true };
  if (!before.isTold || before.resetAt === undefined) return told;
  const laterMs = told.resetAt - before.resetAt;
  if (laterMs < -SAME_HOUR_MS) return before;
  return laterMs > SAME_HOUR_MS ? told : { ...told, remaining: Math.min(before.remaining, told.remaining) };
}

/** GitHub's servers do not agree on the second of a reset. */
const SAME_HOUR_MS = MINUTE_MS;

/** The primary limit at a time: full again after its reset. */
export const atTime = (hour: Hour, now: number): Hour =>
  hour.resetAt !== undefined && now >= hour.resetAt
    ? { limit: hour.limit, remaining: hour.limit, resetAt: undefined, isTold: false }
    : hour;
