import type { Mutation } from './mutation.ts';

/** What people do has its own ways of going wrong. */
export const breakActs: readonly Mutation[] = [
  {
    law: 'law 2',
    sentence: 'a preview is deleted before its deletion is recorded',
    file: 'src/features/deliver/act/apply.ts',
    find: 'const chain = chainOf(subject);',
    replace: `const chain = chainOf(subject);
  const gone = act.act === 'delete' ? subject.delivery.environment?.metadata : undefined;
  const key = { name: gone?.name ?? '', namespace: HOME_NAMESPACE };
  if (gone) await ports.objects.delete('Environment', key, { ifUid: gone.uid, ifVersion: gone.resourceVersion });`,
  },
  {
    law: 'law 2',
    sentence: 'a deleted preview comes back with the next resync',
    file: 'src/features/deliver/preview/plan.ts',
    find: 'if (deletion) return planDeleted(world, head, deletion);',
    replace: '',
  },
  {
    law: 'law 4',
    sentence: 'a request whose answer was lost is recorded once more',
    file: 'src/features/deliver/act/requests.ts',
    find: 'winners.find(({ payload }) => payload.request?.name === metadata.name);',
    replace: 'winners.find(({ payload }) => payload.request?.name === metadata.uid);',
  },
];
