import type { Mutation } from './mutation.ts';

export const breakLaw5: Mutation = {
  law: 'law 5',
  sentence: 'a spec is written without a precondition',
  file: 'src/features/deliver/write.ts',
  find: '{ fieldManager: DELIVER, ...ifUnchanged(before) },',
  replace: '{ fieldManager: DELIVER },',
};
