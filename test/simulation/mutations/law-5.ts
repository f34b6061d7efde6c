import type { Mutation } from './mutation.ts';

export const breakLaw5: readonly Mutation[] = [
  {
    law: 'law 5',
    sentence: 'a spec is written without a precondition',
    file: 'src/features/deliver/write.ts',
    find: '{ fieldManager: DELIVER, ...ifUnchanged(before) },',
    replace: '{ fieldManager: DELIVER },',
  },
  {
    law: 'law 5',
    sentence: 'GitHub is not read again behind a preview that has started',
    file: 'src/features/deliver/apply.ts',
    find: 'const counts = await confirm();',
    replace: "const counts = startsWhen === 'opened' ? opened : await confirm();",
  },
  {
    law: 'law 5',
    sentence: 'a stage starts before GitHub was read again',
    file: 'src/features/deliver/apply.ts',
    find: "if (startsWhen === 'opened') await startBy(opened);",
    replace: 'await startBy(opened);',
  },
];
