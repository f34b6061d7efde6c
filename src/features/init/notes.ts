import type { Note } from './draft.ts';
import { dockerfileOf } from './sources/further-files.ts';
import type { InitWorld } from './world.ts';

/** What was seen and is not in the file, so that nobody believes that it is. */
export const notesAbout = (world: InitWorld): readonly Note[] =>
  [processTypes, twoStarts, otherDirectory, linkedServices, otherServices, nodeVersion].flatMap((notes) =>
    notes(world),
  );

const processTypes = ({ processes }: InitWorld): readonly Note[] =>
  processes
    .filter(({ type }) => type !== 'web')
    .map(({ type, line }) => ({
      about: { what: type, file: 'Procfile', line },
      message: type === 'release' ? 'is not run: a release command is not handled yet' : 'is not run: only web is',
    }));

/** Local mode and a cluster start different things; both are right where they are. */
function twoStarts({ processes, dockerfile }: InitWorld): readonly Note[] {
  const web = processes.find(({ type }) => type === 'web');
  const own = dockerfile?.content.command;
  if (!web || !own || textOf(own.value) === web.command) return [];
  return [
    {
      about: { what: 'web', file: 'Procfile', line: web.line },
      message: `is what local mode starts; in a cluster the image starts by its own command (${dockerfile.file}, line ${own.line}); write spec.command to have one for both`,
    },
  ];
}

const textOf = (command: string | readonly string[]): string =>
  typeof command === 'string' ? command : command.join(' ');

function otherDirectory({ service }: InitWorld): readonly Note[] {
  const directory = (dockerfileOf(service?.content.build) ?? '').split('/').slice(0, -1).join('/');
  if (!service || directory === '') return [];
  const { name, line } = service.content;
  return [
    {
      about: { what: `service ${name}`, file: service.file, line },
      message: `is built in ${directory}; on this machine commands start at the root of the repository`,
    },
  ];
}

const linkedServices = ({ compose }: InitWorld): readonly Note[] =>
  (compose?.content.services ?? [])
    .filter(({ build }) => build === undefined)
    .map(({ name, image, line }) => ({
      about: { what: `service ${name}`, file: compose?.file ?? '', line },
      message: `${image === undefined ? 'a linked service' : `a linked service (${image})`} is not handled yet: start it yourself`,
    }));

const otherServices = ({ built, service, compose }: InitWorld): readonly Note[] =>
  built
    .filter(({ name }) => service !== undefined && name !== service.content.name)
    .map(({ name, line }) => ({
      about: { what: `service ${name}`, file: compose?.file ?? '', line },
      message: 'is another application: a file describes one',
    }));

const nodeVersion = ({ packageJson, isNode }: InitWorld): readonly Note[] =>
  isNode && packageJson?.node !== undefined
    ? [
        {
          about: { what: `engines.node ${packageJson.node}`, file: 'package.json' },
          message: 'is not in the file: an image has its Node.js, and local mode runs the one that dm runs with',
        },
      ]
    : [];
