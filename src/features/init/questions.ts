import type { Draft, Question, QuestionField } from './draft.ts';
import { pushesOf } from './rules/image.ts';
import { commandForCheckout } from './rules/command.ts';
import { startOfWorkspace } from './rules/node.ts';
import type { InitWorld } from './world.ts';

/** What has been found for the fields that may be asked about. */
export type FoundSoFar = Pick<Draft, 'name' | 'port'> & Partial<Pick<Draft, 'image' | 'build' | 'test' | 'command'>>;

type Ask = (world: InitWorld, found: FoundSoFar) => Omit<Question, 'field'> | undefined;

/** In the order in which they are asked: a choice comes before what depends on it. */
const asks: readonly (readonly [QuestionField, Ask])[] = [
  ['name', (_, { name }) => (name.from.what === 'default' ? nameless : undefined)],
  ['service', askService],
  ['workspace', askWorkspace],
  ['port', askPort],
  ['build', askBuild],
  ['test', askTest],
  ['command', askCommand],
  ['image', askImage],
];

/** What is open; what was answered, be it with nothing, is not asked again. */
export const questionsAbout = (world: InitWorld, found: FoundSoFar): readonly Question[] =>
  asks.flatMap(([field, ask]) => {
    const question = ask(world, found);
    return question && world.answers[field] !== '' ? [{ field, ...question }] : [];
  });

const nameless = {
  text: 'What is the application called?',
  why: 'neither a file nor the directory has a name of letters, digits and "-"',
};

const withSuggestion = (suggestion: string | undefined) => (suggestion === undefined ? {} : { suggestion });

function askService({ built, service, compose }: InitWorld): Omit<Question, 'field'> | undefined {
  if (built.length < 2 || service) return undefined;
  const choices = built.map(({ name }) => name);
  const published = built.filter(({ ports }) => ports.length > 0).map(({ name }) => name);
  return {
    text: 'Which service of the Compose file is this application?',
    why: `${compose?.file ?? ''} builds ${choices.join(', ')}`,
    choices,
    ...withSuggestion(published.length === 1 ? published[0] : undefined),
  };
}

function askWorkspace(
  { startable, workspace }: InitWorld,
  { command }: FoundSoFar,
): Omit<Question, 'field'> | undefined {
  if (startable.length < 2 || workspace || command) return undefined;
  const choices = startable.map(({ path }) => path);
  return {
    text: 'Which workspace is this application?',
    why: `a start script is in ${choices.join(', ')}`,
    choices,
  };
}

function askPort({ dockerfile, service }: InitWorld, { port }: FoundSoFar): Omit<Question, 'field'> | undefined {
  const exposed = (dockerfile?.content.ports ?? []).map(({ value }) => value);
  const published = service?.content.ports ?? [];
  const all = [...new Set([...exposed, ...published])];
  if (all.length < 2 || port.from.what === 'your answer' || port.from.what === 'ENV PORT') return undefined;
  return {
    text: 'Which port does the service listen on?',
    why: [...says(dockerfile?.file, exposed), ...says(service?.file, published)].join('; '),
    suggestion: String(port.value),
  };
}

const says = (file: string | undefined, ports: readonly number[]): readonly string[] =>
  ports.length === 0 ? [] : [`${file ?? ''} says ${ports.join(', ')}`];

function askBuild(world: InitWorld, { build }: FoundSoFar): Omit<Question, 'field'> | undefined {
  if (build || world.isNode) return undefined;
  return {
    text: 'Which command makes a checkout runnable on this machine (build)?',
    why: whyNotNode(world),
    ...withSuggestion(makeTarget(world, 'build') ?? world.ecosystem?.build),
  };
}

function askTest(world: InitWorld, { test }: FoundSoFar): Omit<Question, 'field'> | undefined {
  if (test) return undefined;
  const everyWorkspace = world.workspaces.some(({ content }) => content.scripts['test'] !== undefined)
    ? 'npm test --workspaces --if-present'
    : undefined;
  return {
    text: 'Which command tests a commit on this machine (test)?',
    why: world.isNode ? 'package.json has no test script' : whyNotNode(world),
    ...withSuggestion(makeTarget(world, 'test') ?? world.ecosystem?.test ?? everyWorkspace),
  };
}

function askCommand(world: InitWorld, { command }: FoundSoFar): Omit<Question, 'field'> | undefined {
  if (command) return undefined;
  const { dockerfile } = world;
  const own = dockerfile?.content.command;
  return {
    text: 'Which command starts the service on this machine (command)?',
    why: own
      ? `in a cluster the image starts by its own command (${dockerfile.file}, line ${own.line}); a checkout may not have it`
      : 'there is no Procfile with a web line, and no start script',
    ...withSuggestion(usualCommand(world)),
  };
}

function usualCommand(world: InitWorld): string | undefined {
  const { dockerfile, workspace, ecosystem } = world;
  const start = workspace && startOfWorkspace(world, workspace.path, workspace.content.name);
  const target = makeTarget(world, 'run') ?? makeTarget(world, 'start');
  return start ?? target ?? commandForCheckout(dockerfile?.content.command?.value) ?? ecosystem?.command;
}

function askImage(world: InitWorld, { image }: FoundSoFar): Omit<Question, 'field'> | undefined {
  const [push] = pushesOf(world);
  if (image || (!push && !world.dockerfile)) return undefined;
  return {
    text: 'Which image do your builds push for a commit (image)?',
    why: push
      ? `${push.file}, line ${push.line} pushes one, but its name with the full commit SHA in the tag is not in the file`
      : 'no workflow pushes one; local mode needs none',
  };
}

function whyNotNode({ ecosystem }: InitWorld): string {
  if (!ecosystem) return 'there is no package.json whose scripts say it';
  return `this looks like ${ecosystem.name} (${ecosystem.file}), where projects differ`;
}

const makeTarget = ({ makefile }: InitWorld, target: string): string | undefined =>
  makefile?.content.has(target) ? `make ${target}` : undefined;
