import type { Mutation } from './mutation.ts';

export const breakLaw6: Mutation = {
  law: 'law 6',
  sentence: 'a commit status is written whether it stands already or not',
  file: 'src/features/report/plan.ts',
  find: "if (!equal(shown.commits.get(sha), commit)) writes.push({ kind: 'commitStatus', sha, status: commit });",
  replace: "writes.push({ kind: 'commitStatus', sha, status: commit });",
};
