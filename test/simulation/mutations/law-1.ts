import type { Mutation } from './mutation.ts';

export const breakLaw1: Mutation = {
  law: 'law 1',
  sentence: 'a check that still runs counts as passed',
  file: 'src/model/checks.ts',
  find: "if (checks.length === 0 || checks.some(({ state }) => state === 'pending')) return 'pending';",
  replace: "if (checks.length === 0) return 'pending';",
};
