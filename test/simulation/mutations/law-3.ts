import type { Mutation } from './mutation.ts';

export const breakLaw3: Mutation = {
  law: 'law 3',
  sentence: 'an answer that does not know the newest head of the branch is acted on',
  file: 'src/features/deliver/stage/rules.ts',
  find: 'return target && target.branch === branch && !heads.some(({ sha }) => sha === target.head)',
  replace: 'return target && target.branch !== branch && !heads.some(({ sha }) => sha === target.head)',
};
