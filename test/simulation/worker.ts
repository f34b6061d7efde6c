import { parentPort, workerData } from 'node:worker_threads';
import { forbidTheRealWorld } from './guard.ts';
import { mutate } from './mutations/mutate.ts';
import type { Task } from './workers.ts';

/** Lives the histories of its seeds, one after the other, and posts each result. */
async function work({ seeds, wholeTrace, mutation, untilLaw }: Task): Promise<void> {
  const isMutated = mutation ? mutate(mutation) : () => true;
  // Loaded only now, so that the mutation is in it.
  const { simulate } = await import('./simulate.ts');
  if (!isMutated()) throw new Error(`nothing loads ${mutation?.file}`);
  forbidTheRealWorld();
  for (const seed of seeds) {
    const result = await simulate(seed, wholeTrace);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is of windows, not of threads
    parentPort?.postMessage(result);
    if (result.violations.some(({ law }) => law === untilLaw)) return;
  }
}

// `Task` is what `run` in workers.ts hands over.
await work(workerData as Task);
