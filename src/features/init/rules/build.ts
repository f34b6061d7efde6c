import { answerTo } from '#features/init/answers.ts';
import { byAnswer } from '#features/init/source.ts';
import { installCommand, packageManagerOf } from './node.ts';
import { found, type Way } from './way.ts';

/** How local mode makes a checkout runnable. Only npm's scripts are taken unasked. */
export const buildWays: readonly Way<string>[] = [
  { name: 'answer', find: ({ answers }) => found(answerTo('build', answers), byAnswer) },
  {
    name: 'package.json scripts.build',
    find: (world) => {
      if (!world.isNode) return undefined;
      const install = installCommand(world);
      const build = world.packageJson?.scripts['build'] === undefined ? [] : [`${packageManagerOf(world)} run build`];
      const steps = install === undefined ? build : [install, ...build];
      const what = [install && 'dependencies', build[0] && 'scripts.build'].filter(Boolean).join(' and ');
      return steps.length === 0 ? undefined : found(steps.join(' && '), { what, file: 'package.json' });
    },
  },
];
