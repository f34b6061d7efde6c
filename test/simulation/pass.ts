import { AsyncLocalStorage } from 'node:async_hooks';

interface Pass {
  readonly id: number;
  /** Delivery reads its `Application` first, then its `Environment`; everything else begins with an `Environment`. */
  expectsEnvironment: boolean;
}

const passes = new AsyncLocalStorage<Pass>();

/** Which reading of the world, decision and writing a call belongs to; undefined before the first. */
export const presentPass = (): number | undefined => passes.getStore()?.id;

/**
 * A new pass begins where the caller goes on after this: the calls that follow in the same asynchronous flow are the
 * reads and writes of one pass.
 */
export function beginPass(kind: 'Application' | 'Environment', nextId: () => number): void {
  const present = passes.getStore();
  if (kind === 'Environment' && present?.expectsEnvironment) {
    present.expectsEnvironment = false;
    return;
  }
  passes.enterWith({ id: nextId(), expectsEnvironment: kind === 'Application' });
}
