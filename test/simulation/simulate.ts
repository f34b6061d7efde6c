import { actEnds, countActs } from './acts.ts';
import { live } from './history.ts';
import type { Violation } from './laws/law.ts';
import { countPlans, planKinds } from './plans.ts';
import { lineOf } from './trace.ts';
import { faults } from './troubles.ts';
import { likelihoods } from './users.ts';
import { judge } from './verdict.ts';
import { met } from './weather.ts';
import { World } from './world.ts';

/** What came of one history. */
export interface Result {
  readonly seed: number;
  /** The same for the same history. */
  readonly hash: string;
  readonly violations: readonly Violation[];
  /** How often each act, fault and plan occurred. */
  readonly counts: Readonly<Record<string, number>>;
  /** All of the trace when asked for, else its end when something was wrong. */
  readonly trace: string;
}

const ACTS = 42;
const FAULTS = 14;
const TAIL = 40;

/** Everything that must occur somewhere in a run of many seeds. */
export const mustOccur: readonly string[] = [
  ...Object.keys(likelihoods),
  ...faults,
  ...met,
  ...planKinds,
  ...actEnds,
  'preview: requeueAfter StaleAnswer',
  'stage: requeueAfter StaleAnswer',
  ...['FileMissing', 'FileInvalid', 'ChecksFailed', 'ChecksPending', 'ImageMissing'].map(
    (why) => `preview: waiting ${why}`,
  ),
];

/** Lives and judges the history of a seed. */
export async function simulate(seed: number, wholeTrace = false): Promise<Result> {
  const world = new World(seed);
  const failure = await live(world, { acts: ACTS, faults: FAULTS }).then(
    () => undefined,
    (error: unknown) => error,
  );
  const violations = failure === undefined ? await judge(world) : [crash(world, failure)];
  const { trace } = world;
  const first = violations[0];
  const shown = wholeTrace ? trace.entries : first ? upTo(world, first.at) : [];
  return { seed, hash: trace.digest(), violations, counts: countsOf(world), trace: shown.map(lineOf).join('') };
}

const crash = ({ scheduler }: World, failure: unknown): Violation => ({
  law: 'rest',
  at: scheduler.now(),
  what: `the history did not come to its end: ${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}`,
});

function upTo({ trace }: World, at: number) {
  const later = trace.entries.findIndex((entry) => entry.at > at);
  const end = later < 0 ? trace.entries.length : later;
  return trace.entries.slice(Math.max(0, end - TAIL), end);
}

function countsOf(world: World): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (name: string, count: number): void => {
    counts[name] = (counts[name] ?? 0) + count;
  };
  for (const entry of world.trace.entries) {
    if (entry.kind === 'act' || (entry.kind === 'fault' && entry.what !== 'is over')) add(entry.name, 1);
  }
  for (const found of [
    world.weather.met,
    world.outcomes.counts,
    countPlans(world.evidence),
    countActs(world.evidence),
  ]) {
    for (const [name, count] of found) add(name, count);
  }
  return counts;
}
