import type { Mutation } from './mutation.ts';

const FENCE = 'src/runtime/leadership/fence.ts';

export const breakOneLeader: readonly Mutation[] = [
  {
    law: 'one leader',
    sentence: 'who lost the lead goes on writing to the cluster',
    file: FENCE,
    find: 'if (!leadership.holds()) throw new NotLeading(what);',
    replace: 'leadership.holds();',
  },
  {
    law: 'one leader',
    sentence: 'who lost the lead goes on writing to GitHub',
    file: FENCE,
    find: "if (request.cost === 'read' || leadership.holds()) return turn;",
    replace: 'if (request.since >= 0) return turn;',
  },
  {
    law: 'one leader',
    sentence: 'a leader leads on however long ago it renewed its lease',
    file: 'src/runtime/leadership/term.ts',
    find: 'Math.max(elapsedMs - this.#renewed.elapsedMs, wallMs - this.#renewed.wallMs)',
    replace: '0',
  },
];
