import { coalesce } from './coalesce.ts';
import { createDeliveryMemory } from './delivery-memory.ts';
import { keyOf, type Hint } from './hint.ts';

/** How many deliveries are remembered; a redelivery that was forgotten only reads GitHub once more. */
const REMEMBERED = 10_000;

/** Carries out the hints of a delivery, once for each delivery. Rejects with the first failure when all are done. */
export type Dispatch = (identity: string, hints: readonly Hint[]) => Promise<void>;

export function createDispatch(wake: (hint: Hint) => Promise<void>): Dispatch {
  const wakeOnce = coalesce(keyOf, wake);
  const memory = createDeliveryMemory(REMEMBERED);
  return (identity, hints) => memory.once(identity, () => everyOne(hints.map((hint) => wakeOnce(hint))));
}

function everyOne(runs: readonly Promise<void>[]): Promise<void> {
  const [only] = runs;
  return only && runs.length === 1 ? only : settledAll(runs);
}

async function settledAll(runs: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(runs)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
