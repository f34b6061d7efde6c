import { z } from 'zod';
import type { State } from './state.ts';

/** Where each branch of a repository was when GitHub was last told; kept between two runs. */
export interface SeenBranches {
  /** Undefined when GitHub was never told. */
  load(): Promise<ReadonlyMap<string, string> | undefined>;
  save(heads: ReadonlyMap<string, string>): Promise<void>;
}

const file = z.record(z.string(), z.string());

/** @param name the repository's, unique within the state */
export function createSeenBranches(state: State, name: string): SeenBranches {
  const path = `branches.${name}.json`;
  return {
    async load() {
      const kept = file.safeParse(await state.read(path)).data;
      return kept && new Map(Object.entries(kept));
    },
    save: (heads) => state.write(path, Object.fromEntries(heads)),
  };
}
