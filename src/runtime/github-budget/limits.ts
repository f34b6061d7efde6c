import type { Priority, RequestCost } from '#ports/github/budget.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** What we allow ourselves; GitHub's numbers ("Rate limits for the REST API") unless said otherwise. */
export interface BudgetLimits {
  /** Until GitHub's first answer says how many there are. */
  readonly perHour: number;
  /** "To a single endpoint": each path template is taken for one, its reads and writes together. */
  readonly pointsPerMinute: number;
  readonly contentPerMinute: number;
  readonly contentPerHour: number;
  /** GitHub allows 100, of everybody who shares the installation, and advises against many. */
  readonly atOnce: number;
}

export const budgetLimits: BudgetLimits = {
  perHour: 5_000,
  pointsPerMinute: 900,
  contentPerMinute: 80,
  contentPerHour: 500,
  atOnce: 10,
};

/** What one request can cost in points. */
export const MOST_POINTS = 5;

/** "Calculating points for the secondary rate limit". */
export const pointsOf = (cost: RequestCost): number => (cost === 'read' ? 1 : MOST_POINTS);

/**
 * The part of each limit that is left for whoever goes before: a final verdict finds room even when a resync has used
 * all that it may.
 */
const kept: Readonly<Record<Priority, number>> = { verdict: 0, report: 0.1, push: 0.1, resync: 0.3 };

/** What a priority may use up of a limit. */
export const shareOf = (priority: Priority, limit: number): number =>
  Math.max(1, Math.floor(limit * (1 - kept[priority])));

const ranks: Readonly<Record<Priority, number>> = { verdict: 0, report: 1, push: 1, resync: 2 };

/** A resync that has waited for so long goes like a push, so that it comes to its turn in busy hours too. */
const PATIENCE_MS = 5 * MINUTE_MS;

/** Lower goes first. */
export const rankOf = (priority: Priority, waitedMs: number): number =>
  priority === 'resync' && waitedMs >= PATIENCE_MS ? ranks.push : ranks[priority];

/**
 * Nobody waits longer: what a decision was read from would be too old by then, and reading it again at the time that
 * the refusal names costs less than a place in the queue.
 */
export const LONGEST_WAIT_MS = 10 * MINUTE_MS;
