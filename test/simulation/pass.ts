import { AsyncLocalStorage } from 'node:async_hooks';

interface Pass {
  readonly id: number;
  /** How many reads of an `Environment` still belong to this pass. */
  expected: number;
}

const passes = new AsyncLocalStorage<Pass>();

/**
 * A resync begins with its `Application`; an act reads its request, the environment that it is about, and then as
 * delivery does; everything else begins with an `Environment`.
 */
const expected = { Application: 0, ActRequest: 2, Environment: 0 } as const;
type Beginning = keyof typeof expected;

export const begins = (kind: string): kind is Beginning => Object.hasOwn(expected, kind);

/** Which reading of the world, decision and writing a call belongs to; undefined before the first. */
export const presentPass = (): number | undefined => passes.getStore()?.id;

/**
 * A new pass begins where the caller goes on after this: the calls that follow in the same asynchronous flow are the
 * reads and writes of one pass.
 */
export function beginPass(kind: Beginning, nextId: () => number): void {
  const present = passes.getStore();
  if (kind === 'Environment' && present && present.expected > 0) {
    present.expected -= 1;
    return;
  }
  passes.enterWith({ id: nextId(), expected: expected[kind] });
}
