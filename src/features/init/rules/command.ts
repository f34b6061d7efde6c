import { answerTo } from '#features/init/answers.ts';
import type { Command } from '#features/init/command.ts';
import { byAnswer } from '#features/init/source.ts';
import { startOfWorkspace } from './node.ts';
import { found, type Way } from './way.ts';

/** What starts the service without being written: local mode looks for it in the checkout, an image has its own. */
export const impliedCommandWays: readonly Way<Command>[] = [
  {
    name: 'Procfile web',
    find: ({ processes }) => {
      const web = processes.find(({ type }) => type === 'web');
      return web && found(web.command, { what: 'web', file: 'Procfile', line: web.line });
    },
  },
  {
    name: 'package.json scripts.start',
    find: ({ packageJson, isNode }) => {
      const start = isNode ? packageJson?.scripts['start'] : undefined;
      return start === undefined ? undefined : found('npm start', { what: 'scripts.start', file: 'package.json' });
    },
  },
];

/** What has to be written, because local mode would not find it. In a cluster it replaces the image's own command. */
export const writtenCommandWays: readonly Way<Command>[] = [
  {
    name: 'Dockerfile CMD that runs in a checkout',
    find: ({ dockerfile, isNode }) => {
      const command = dockerfile?.content.command;
      if (!command || !isNode || isUnfit(command.value) || !runsInCheckout(command.value)) return undefined;
      return found(command.value, { what: 'CMD', file: dockerfile.file, line: command.line });
    },
  },
  {
    name: 'the only workspace with scripts.start',
    find: (world) => {
      const { workspace, dockerfile } = world;
      if (!workspace || dockerfile?.content.command) return undefined;
      const { path, content } = workspace;
      const command = startOfWorkspace(world, path, content.name);
      return found(command, { what: 'scripts.start', file: `${path}/package.json` });
    },
  },
  {
    name: 'Compose command',
    find: ({ service, dockerfile }) => {
      const { name, command, lineOf } = service?.content ?? {};
      if (!service || !command || !lineOf || isUnfit(command) || dockerfile?.content.command) return undefined;
      return found(command, { what: `command of the service ${name}`, file: service.file, line: lineOf('command') });
    },
  },
];

export const answeredCommand: Way<Command> = {
  name: 'answer',
  find: ({ answers }) => found(answerTo('command', answers), byAnswer),
};

/** Longer than anybody types, or with characters that nobody sees. */
const isUnfit = (command: Command): boolean =>
  [command].flat().join(' ').length > 1000 || [command].flat().some((word) => /[\p{Cc}\p{Cs}]/u.test(word));

/**
 * The command of an image as one may try it in a checkout, without the init process that containers have; undefined when
 * it has paths of the image, or needs quotes.
 */
export function commandForCheckout(command: Command | undefined): string | undefined {
  if (command === undefined || isUnfit(command)) return undefined;
  const text = [command]
    .flat()
    .join(' ')
    .replace(/^(?:\S*\/)?(?:tini|dumb-init) (?:-\S* )*/, '');
  return text !== '' && text.split(' ').every((word) => /^[\w@%+=:,.$[\]-][\w@%+=:,./$[\]-]*$/.test(word))
    ? text
    : undefined;
}

/** Programs that come with Node, and no path that only an image has. */
function runsInCheckout(command: Command): boolean {
  const words = typeof command === 'string' ? command.split(/\s+/) : command;
  return /^(node|npm|npx|pnpm|yarn)$/.test(words[0] ?? '') && !words.some((word) => /^\/|[$&|;<>]/.test(word));
}
