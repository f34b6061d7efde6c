import { silentLog } from '#ports/log.ts';
import type { Objects } from '#ports/objects/objects.ts';
import type { Election } from '#runtime/leadership/election.ts';
import { LeaseElection } from '#runtime/leadership/lease-election.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { Weather } from './weather.ts';

/** Longer than in a cluster, so that a history is not for the most part made of renewals. */
const TIMES = { durationMs: 30_000, deadlineMs: 20_000, retryMs: 6_000 };

/** A process that stands for election; what it is refused because another leads is counted. */
export function standFor(scheduler: Scheduler, weather: Weather, process: Process): (objects: Objects) => Election {
  return (objects) => {
    const election = new LeaseElection({
      objects,
      timers: scheduler.timersOf(process),
      clock: scheduler,
      stopwatch: scheduler,
      random: scheduler.random,
      log: silentLog,
      identity: process.name,
      times: TIMES,
    });
    return {
      holds: () => election.holds() || weather.meet('write without the lead', false),
      start: (begin) => election.start(begin),
      stop: () => election.stop(),
    };
  };
}
