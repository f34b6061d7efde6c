import { CodedError, messageOf } from '#lib/coded-error.ts';
import type { Outcome } from '#model/outcome.ts';
import { GitHubError } from '#ports/github/errors.ts';
import type { Clock } from '#ports/clock.ts';
import { NotLeading } from '#ports/leadership.ts';
import type { Log, LogFields } from '#ports/log.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import type { Random } from '#lib/random.ts';
import type { Timers } from '#ports/timers.ts';
import { WorkQueue, type Next } from './work-queue.ts';

export interface ReconcilerOptions {
  /** For logs and metrics: `environment`, `report`, `preview`. */
  readonly name: string;
  readonly reconcile: (key: string) => Promise<Outcome>;
  readonly concurrency?: number;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const BACKOFF = { firstMs: 500, longestMs: 60_000 };
const CONCURRENCY = 16;
/** Somebody else wrote first: read again almost at once; later each time, since a cache may be what is old. */
const CONFLICT_MS = 100;

/** A queue whose handler is a reconcile; the one place where an outcome or an error becomes a requeue and a log line. */
export function createReconciler({
  name,
  reconcile: run,
  concurrency = CONCURRENCY,
  timers,
  clock,
  random,
  log,
}: ReconcilerOptions): WorkQueue {
  const handle = async (key: string): Promise<Next> => {
    try {
      const outcome = await run(key);
      log.info('reconciled', { reconciler: name, key, outcome: outcome.kind, why: whyOf(outcome) });
      return nextOf(outcome);
    } catch (error) {
      const next = nextAfterError(error);
      if (next.kind === 'backOff') logFailure(log, { reconciler: name, key }, error);
      return next;
    }
  };
  return new WorkQueue({ handle, concurrency, backoff: BACKOFF, timers, clock, random });
}

/** What a port throws is the weather; everything else is our own fault and shows where it comes from. */
function logFailure(log: Log, about: LogFields, error: unknown): void {
  if (isObjectsError(error, 'Conflict')) return log.info('reconcile-conflict', { ...about, error: messageOf(error) });
  if (error instanceof CodedError) {
    log.warn('reconcile-failed', { ...about, code: error.code, error: error.message });
    return;
  }
  log.error('reconcile-broken', {
    ...about,
    error: messageOf(error),
    stack: error instanceof Error ? error.stack : undefined,
  });
}

/** Outcome to requeue. */
export function nextOf(outcome: Outcome): Next {
  switch (outcome.kind) {
    case 'done':
    case 'stalled':
      return { kind: 'forget' };
    case 'requeueAfter':
      return { kind: 'after', ms: outcome.ms };
    case 'waiting':
      return outcome.recheckMs === undefined ? { kind: 'forget' } : { kind: 'after', ms: outcome.recheckMs };
  }
}

/** Error to requeue: who does not lead has nothing to do again, conflicts are soon tried again, a rate limit says itself when to come back, the rest backs off. */
export function nextAfterError(error: unknown): Next {
  if (error instanceof NotLeading) return { kind: 'forget' };
  if (isObjectsError(error, 'Conflict')) return { kind: 'backOff', firstMs: CONFLICT_MS };
  if (error instanceof GitHubError && error.code === 'RateLimited' && error.retryAfterMs !== undefined) {
    return { kind: 'after', ms: error.retryAfterMs };
  }
  return { kind: 'backOff' };
}

function whyOf(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'done':
      return undefined;
    case 'requeueAfter':
      return outcome.why;
    case 'waiting':
    case 'stalled':
      return `${outcome.reason}: ${outcome.message}`;
  }
}
