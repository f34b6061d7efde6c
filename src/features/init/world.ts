import { answerTo } from './answers.ts';
import type { Answers } from './draft.ts';
import { dockerfileOf } from './sources/further-files.ts';
import type { ComposeService } from './sources/compose.ts';
import type { Dockerfile } from './sources/dockerfile/dockerfile.ts';
import type { Parsed, Sources, Workspace } from './sources/sources.ts';

/** All that a draft depends on: what the files say, what people say, and which of several things are meant. */
export interface InitWorld extends Sources {
  readonly answers: Answers;
  /** The services of the Compose file that are built here. */
  readonly built: readonly ComposeService[];
  /** The one that is this application; undefined when there is none, or several and nobody said which. */
  readonly service: Parsed<ComposeService> | undefined;
  /** Of that service, else the one at the root. */
  readonly dockerfile: Parsed<Dockerfile> | undefined;
  /** The packages below the root that can be started. */
  readonly startable: readonly Workspace[];
  /** The one that is this application. */
  readonly workspace: Workspace | undefined;
  /** Whether npm's scripts say how this repository is built, tested and started. */
  readonly isNode: boolean;
}

/** Chooses where there is one, or where somebody chose. */
export function worldOf(sources: Sources, answers: Answers): InitWorld {
  const { compose, packageJson, ecosystem, names } = sources;
  const built = (compose?.content.services ?? []).filter(({ build }) => build !== undefined);
  const startable = sources.workspaces.filter(({ content }) => content.scripts['start'] !== undefined);
  const chosen = one(built, ({ name }) => name === answerTo('service', answers));
  const service = chosen && compose && { file: compose.file, content: chosen };
  const hasBun = names.has('bun.lock') || names.has('bun.lockb');
  return {
    ...sources,
    answers,
    built,
    service,
    dockerfile: dockerfileFor(sources, chosen),
    startable,
    workspace: one(startable, ({ path }) => path === answerTo('workspace', answers)),
    isNode: packageJson !== undefined && !hasBun && (ecosystem === undefined || 'start' in packageJson.scripts),
  };
}

function dockerfileFor({ dockerfiles }: Sources, service: ComposeService | undefined): Parsed<Dockerfile> | undefined {
  const files = [dockerfileOf(service?.build), 'Dockerfile'].flatMap((file) => file ?? []);
  for (const file of files) {
    const content = dockerfiles.get(file);
    if (content) return { file, content };
  }
  return undefined;
}

/** The only one, or the one that is meant. */
function one<Item>(items: readonly Item[], isMeant: (item: Item) => boolean): Item | undefined {
  return items.length === 1 ? items[0] : items.find(isMeant);
}
