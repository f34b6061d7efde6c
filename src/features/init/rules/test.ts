import { answerTo } from '#features/init/answers.ts';
import { byAnswer } from '#features/init/source.ts';
import { packageManagerOf } from './node.ts';
import { found, type Way } from './way.ts';

/** `npm init` writes it: a test that fails and says that there is none. */
const placeholder = /no test specified/;

/** How local mode tests a commit. Only npm's scripts are taken unasked. */
export const testWays: readonly Way<string>[] = [
  { name: 'answer', find: ({ answers }) => found(answerTo('test', answers), byAnswer) },
  {
    name: 'package.json scripts.test',
    find: (world) => {
      const script = world.isNode ? world.packageJson?.scripts['test'] : undefined;
      if (script === undefined || placeholder.test(script)) return undefined;
      return found(`${packageManagerOf(world)} test`, { what: 'scripts.test', file: 'package.json' });
    },
  },
];
