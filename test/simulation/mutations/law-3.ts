import type { Mutation } from './mutation.ts';

export const breakLaw3: Mutation = {
  law: 'law 3',
  sentence: 'a stage looks for commits among the heads before the one that it runs',
  file: 'src/features/deliver/stage/gather.ts',
  find: 'const newer = index < 0 ? heads : heads.slice(0, index);',
  replace: 'const newer = index < 0 ? heads : heads.slice(index + 1);',
};
