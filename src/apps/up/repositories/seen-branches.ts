import { z } from 'zod';
import type { State } from './state.ts';

/** Where each branch of a repository was when GitHub was last told; kept between two runs. */
export interface SeenBranches {
  /** Undefined when GitHub was never told. */
  load(): Promise<ReadonlyMap<string, string> | undefined>;
  save(heads: ReadonlyMap<string, string>): Promise<void>;
}

/** Pairs, since any name may be that of a branch: `__proto__` is one too. */
const file = z.array(z.tuple([z.string(), z.string()]));

/** @param name the repository's, unique within the state */
export function createSeenBranches(state: State, name: string): SeenBranches {
  const path = `branches.${name}.json`;
  return {
    async load() {
      const kept = file.safeParse(await state.read(path)).data;
      return kept && new Map(kept);
    },
    save: (heads) => state.write(path, [...heads]),
  };
}
