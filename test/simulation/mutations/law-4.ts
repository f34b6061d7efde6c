import type { Mutation } from './mutation.ts';

export const breakLaw4: Mutation = {
  law: 'law 4',
  sentence: 'a record that was replaced is left open',
  file: 'src/features/report/plan.ts',
  find: 'if (isOver(environment, record.id, statuses)) return [];',
  replace: 'if (statuses.length >= 0) return [];',
};
