import { applicationName, type ApplicationName } from '#model/ids.ts';
import { answerTo } from '#features/init/answers.ts';
import { byAnswer } from '#features/init/source.ts';
import { found, type Way } from './way.ts';

/** Where the application's name comes from. */
export const nameWays: readonly Way<ApplicationName>[] = [
  { name: 'answer', find: ({ answers }) => found(asName(answerTo('name', answers)), byAnswer) },
  {
    name: 'package.json name',
    find: ({ packageJson }) => found(asName(packageJson?.name), { what: 'name', file: 'package.json' }),
  },
  {
    name: 'Compose name',
    find: ({ compose }) => compose && found(asName(compose.content.name), { what: 'name', file: compose.file }),
  },
  {
    name: 'directory',
    find: ({ directory }) => found(asName(directory), { what: `the name of the directory "${directory}"` }),
  },
];

/** `@acme/Shop_API` is `shop-api`; undefined when nothing is left. */
function asName(text: string | undefined): ApplicationName | undefined {
  const bare = (text ?? '')
    .replace(/^@[^/]*\//, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  const label = bare
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return applicationName.safeParse(label).data;
}
