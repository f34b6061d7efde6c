import type { Found, Source } from '#features/init/source.ts';
import type { InitWorld } from '#features/init/world.ts';

/** One way to know a value. */
export interface Way<Value> {
  /** As the documentation calls it. */
  readonly name: string;
  readonly find: (world: InitWorld) => Found<Value> | undefined;
}

/** The first way that knows: the order is part of the meaning. */
export function firstFound<Value>(ways: readonly Way<Value>[], world: InitWorld): Found<Value> | undefined {
  for (const { find } of ways) {
    const found = find(world);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A value with its source; undefined stays undefined. */
export const found = <Value>(value: Value | undefined, from: Source): Found<Value> | undefined =>
  value === undefined ? undefined : { value, from };
