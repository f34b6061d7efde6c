import { answerTo } from '#features/init/answers.ts';
import { byAnswer } from '#features/init/source.ts';
import { pushedImageOf } from '#features/init/sources/workflow/pushed-image.ts';
import type { InitWorld } from '#features/init/world.ts';
import { found, type Way } from './way.ts';

/** Where the image's name comes from. */
export const imageWays: readonly Way<string>[] = [
  { name: 'answer', find: ({ answers }) => found(answerTo('image', answers), byAnswer) },
  {
    name: 'workflow that pushes it',
    find: (world) => {
      const push = pushesOf(world).find(({ template }) => template !== undefined);
      return push && found(push.template, { what: 'the image that is pushed', file: push.file, line: push.line });
    },
  },
];

/** The images that workflows push, their names read or not. */
export const pushesOf = ({ workflows }: InitWorld) =>
  workflows.flatMap(({ file, content }) => {
    const image = pushedImageOf(content);
    return image ? [{ file, ...image }] : [];
  });
