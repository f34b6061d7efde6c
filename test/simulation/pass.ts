import { AsyncLocalStorage } from 'node:async_hooks';

const passes = new AsyncLocalStorage<number>();

/** Which reading of the world, decision and writing a call belongs to; undefined outside of delivery. */
export const presentPass = (): number | undefined => passes.getStore();

/**
 * A new pass begins where the caller goes on. Every delivery begins by reading its `Application`, so that the calls
 * that follow it in the same flow are the reads and writes of one pass.
 */
export const beginPass = (id: number): void => passes.enterWith(id);
