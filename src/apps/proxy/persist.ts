import type { PodNetwork } from './pod-network.ts';
import type { Agent } from 'node:http';
import { conditionOf } from '#model/conditions.ts';
import type { Environment } from '#model/environment.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import { attempt, type AttemptEnd } from './attempt.ts';
import type { Balance } from './balance.ts';
import { addressOf, readyEndpoints } from './endpoints.ts';
import type { Exchange } from './exchange.ts';
import { notInTime, notReached, notReady, type Refusal } from './refusals.ts';

export interface PersistOptions {
  readonly reader: ObjectReader;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly agent: Agent;
  readonly pods: PodNetwork;
  readonly balance: Balance;
  /** How long a request that may be repeated is tried again while a replacement takes over. */
  readonly patienceMs: number;
  /** From the end of a request to the beginning of its answer. */
  readonly answerTimeoutMs: number;
}

const PAUSE_MS = 50;

/** How one turn ended, and whether another may go better. */
interface Turn {
  readonly refusal: Refusal | undefined;
  readonly again: 'no' | 'at once' | 'after a pause';
}

/**
 * Tries one endpoint after the other until one answers or patience ends, so that a replacement loses no request.
 * @returns what to answer instead; undefined when the answer is on its way or nobody waits for it. Throws `ObjectsError`.
 */
export async function persist(
  exchange: Exchange,
  environment: Environment,
  options: PersistOptions,
): Promise<Refusal | undefined> {
  const { clock, timers, patienceMs } = options;
  const until = clock.now() + patienceMs;
  const failed = new Set<string>();
  for (;;) {
    const { refusal, again } = await takeTurn(exchange, environment, failed, options);
    if (again === 'no' || clock.now() >= until) return refusal;
    if (again === 'after a pause') await sleep(timers, PAUSE_MS);
    if (exchange.outgoing.destroyed) return undefined;
  }
}

async function takeTurn(
  exchange: Exchange,
  environment: Environment,
  failed: Set<string>,
  options: PersistOptions,
): Promise<Turn> {
  const { reader, balance } = options;
  const endpoint = balance.choose(await readyEndpoints(reader, environment), failed);
  if (!endpoint) {
    const isGap = failed.size > 0 || isServing(environment);
    return { refusal: notReady(environment), again: isGap ? 'after a pause' : 'no' };
  }
  const { agent, pods, timers, answerTimeoutMs } = options;
  const noindex = environment.spec.pullRequest !== undefined;
  const left = balance.enter(endpoint);
  const end = await attempt(exchange, { endpoint, agent, pods, timers, answerTimeoutMs, noindex, left });
  const address = addressOf(endpoint);
  const turn = turnAfter(end, environment, failed.has(address), options);
  if (end.kind === 'failed') failed.add(address);
  return turn;
}

/** It answered a moment ago: when nothing is ready, a replacement is about to take over. */
const isServing = ({ metadata, status }: Environment): boolean =>
  metadata.deletionTimestamp === undefined && conditionOf(status?.conditions, 'Ready')?.status === 'True';

function turnAfter(
  end: AttemptEnd,
  { metadata: { name } }: Environment,
  failedBefore: boolean,
  { answerTimeoutMs, log }: PersistOptions,
): Turn {
  switch (end.kind) {
    case 'answered':
    case 'gone':
      return { refusal: undefined, again: 'no' };
    case 'late':
      return { refusal: notInTime(name, answerTimeoutMs), again: 'no' };
    case 'failed': {
      log.warn('upstream-failed', { environment: name, error: end.error.message, again: end.mayRepeat });
      const next = failedBefore ? 'after a pause' : 'at once';
      return { refusal: notReached(name), again: end.mayRepeat ? next : 'no' };
    }
  }
}
