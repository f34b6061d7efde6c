import type { SourceFiles } from '#features/init/gather.ts';
import type { SourceProblem } from '#features/init/source.ts';
import type { Compose } from './compose.ts';
import type { Dockerfile } from './dockerfile/dockerfile.ts';
import { ecosystemOf, type Ecosystem } from './ecosystem.ts';
import { dockerfilesIn } from './further-files.ts';
import { COMPOSE_FILES, MAKEFILES, WORKFLOWS } from './known-names.ts';
import { makefileTargets } from './makefile.ts';
import type { PackageJson } from './package-json.ts';
import { parseProcfile, type Process } from './procfile.ts';
import { asAnyYaml, asCompose, asDockerfile, asPackageJson, asWorkflow, type Understood } from './understood.ts';
import type { Workflow } from './workflow/workflow.ts';

export interface Parsed<Content> {
  readonly file: string;
  readonly content: Content;
}

/** A package below the root. */
export interface Workspace {
  /** Of its directory. */
  readonly path: string;
  readonly content: PackageJson;
}

/** What a repository says about itself, understood as far as it can be. */
export interface Sources {
  readonly directory: string;
  readonly names: ReadonlySet<string>;
  /** By path; the one at the root is `Dockerfile`. */
  readonly dockerfiles: ReadonlyMap<string, Dockerfile>;
  readonly processes: readonly Process[];
  readonly packageJson: PackageJson | undefined;
  readonly workspaces: readonly Workspace[];
  readonly compose: Parsed<Compose> | undefined;
  readonly workflows: readonly Parsed<Workflow>[];
  readonly makefile: Parsed<ReadonlyMap<string, number>> | undefined;
  /** Of a repository that is not Node. */
  readonly ecosystem: Ecosystem | undefined;
  readonly problems: readonly SourceProblem[];
}

/** Understands each file by itself: one that makes no sense is a problem, and the others count. Never throws. */
export function sourcesOf({ directory, names, texts, problems: unread }: SourceFiles): Sources {
  const reader = new Reader(texts, unread);
  reader.first(['pnpm-workspace.yaml'], asAnyYaml);
  const dockerfiles = new Set(['Dockerfile', ...dockerfilesIn(texts)]);
  return {
    directory,
    names,
    dockerfiles: new Map(reader.all([...dockerfiles], asDockerfile).map(({ file, content }) => [file, content])),
    processes: reader.first(['Procfile'], (text) => ({ content: parseProcfile(text) }))?.content ?? [],
    packageJson: reader.first(['package.json'], asPackageJson)?.content,
    workspaces: reader.all(reader.below(/.\/package\.json$/), asPackageJson).map(workspaceOf),
    compose: reader.first(COMPOSE_FILES, asCompose),
    workflows: reader.all(reader.below(workflowPath), asWorkflow),
    makefile: reader.first(MAKEFILES, (text) => ({ content: makefileTargets(text) })),
    ecosystem: ecosystemOf(names),
    problems: reader.problems,
  };
}

const workflowPath = new RegExp(`^${WORKFLOWS.replaceAll('.', String.raw`\.`)}/`);

const workspaceOf = ({ file, content }: Parsed<PackageJson>): Workspace => ({
  path: file.slice(0, -'/package.json'.length),
  content,
});

/** Gives the files that make sense, and keeps what is wrong with the others. */
class Reader {
  readonly problems: SourceProblem[];
  readonly #texts: ReadonlyMap<string, string>;

  constructor(texts: ReadonlyMap<string, string>, problems: readonly SourceProblem[]) {
    this.#texts = texts;
    this.problems = [...problems];
  }

  /** The paths that match, in alphabetical order. */
  below(pattern: RegExp): readonly string[] {
    return [...this.#texts.keys()].filter((path) => pattern.test(path)).toSorted();
  }

  all<Content>(files: readonly string[], understand: (text: string) => Understood<Content>): Parsed<Content>[] {
    return files.flatMap((file) => this.#one(file, understand) ?? []);
  }

  /** The first that is there: the others do not count, even if it makes no sense. */
  first<Content>(
    files: readonly string[],
    understand: (text: string) => Understood<Content>,
  ): Parsed<Content> | undefined {
    const file = files.find((one) => this.#texts.has(one));
    return file === undefined ? undefined : this.#one(file, understand);
  }

  #one<Content>(file: string, understand: (text: string) => Understood<Content>): Parsed<Content> | undefined {
    const text = this.#texts.get(file);
    if (text === undefined) return undefined;
    const understood = understand(text);
    if ('content' in understood) return { file, content: understood.content };
    this.problems.push({ file, ...understood.problem });
    return undefined;
  }
}
