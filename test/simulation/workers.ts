import { Worker } from 'node:worker_threads';
import type { LawName } from './laws/law.ts';
import type { Mutation } from './mutations/mutation.ts';
import type { Result } from './simulate.ts';

/** What one thread is to do. */
export interface Task {
  readonly seeds: readonly number[];
  readonly wholeTrace?: boolean;
  readonly mutation?: Mutation;
  /** Stops after the first seed that breaks this law. */
  readonly untilLaw?: LawName;
}

/** Carries out one task in a thread of its own, whose real clock, randomness and network are taken away. */
export function run(task: Task, tell: (result: Result) => void = () => undefined): Promise<readonly Result[]> {
  const results: Result[] = [];
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: task });
  worker.on('message', (result: Result) => {
    results.push(result);
    tell(result);
  });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => resolve(results));
  });
}

/** The results of many seeds, in their order. */
export async function runAll(
  seeds: readonly number[],
  threads: number,
  tell?: (result: Result) => void,
): Promise<readonly Result[]> {
  const shares = Array.from({ length: threads }, (_, thread) =>
    seeds.filter((_seed, index) => index % threads === thread),
  );
  const results = await Promise.all(
    shares.filter((share) => share.length > 0).map((share) => run({ seeds: share }, tell)),
  );
  return results.flat().toSorted((left, right) => left.seed - right.seed);
}

export const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => first + index);
