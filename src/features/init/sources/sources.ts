import type { SourceFiles } from '#features/init/gather.ts';
import type { SourceProblem } from '#features/init/source.ts';
import { parseCompose, type Compose } from './compose.ts';
import { parseDockerfile, type Dockerfile } from './dockerfile/dockerfile.ts';
import { ecosystemOf, type Ecosystem } from './ecosystem.ts';
import { dockerfilesIn } from './further-files.ts';
import { COMPOSE_FILES, MAKEFILES, WORKFLOWS } from './known-names.ts';
import { makefileTargets } from './makefile.ts';
import { jsonErrorLine, parsePackageJson, type PackageJson } from './package-json.ts';
import { parseProcfile, type Process } from './procfile.ts';
import { parseWorkflow, type Workflow } from './workflow/workflow.ts';
import { readYaml, type YamlFile } from './yaml.ts';

export interface Parsed<Content> {
  readonly file: string;
  readonly content: Content;
}

/** What a repository says about itself, understood as far as it can be. */
export interface Sources {
  readonly directory: string;
  readonly names: ReadonlySet<string>;
  /** By path; the one at the root is `Dockerfile`. */
  readonly dockerfiles: ReadonlyMap<string, Dockerfile>;
  readonly processes: readonly Process[];
  readonly packageJson: PackageJson | undefined;
  /** The packages below the root. */
  readonly workspaces: readonly { readonly path: string; readonly content: PackageJson }[];
  readonly compose: Parsed<Compose> | undefined;
  readonly workflows: readonly Parsed<Workflow>[];
  readonly makefile: Parsed<ReadonlyMap<string, number>> | undefined;
  /** Of a repository that is not Node. */
  readonly ecosystem: Ecosystem | undefined;
  readonly problems: readonly SourceProblem[];
}

/** Understands each file by itself: one that makes no sense is a problem, and the others count. Never throws. */
export function sourcesOf({ directory, names, texts, problems: unread }: SourceFiles): Sources {
  const problems = [...unread];
  const parse: Parse = (file, how) => {
    const text = texts.get(file);
    if (text === undefined) return undefined;
    const parsed = how(text);
    if ('problem' in parsed) problems.push({ file, ...parsed.problem });
    return 'problem' in parsed ? undefined : parsed.content;
  };
  const named = (wanted: readonly string[]) => wanted.find((name) => texts.has(name));
  const below = (pattern: RegExp) => [...texts.keys()].filter((path) => pattern.test(path)).toSorted();
  parse(
    'pnpm-workspace.yaml',
    asYaml(({ value }) => ({ value }), ''),
  );
  const compose = named(COMPOSE_FILES);
  const makefile = named(MAKEFILES);
  return {
    directory,
    names,
    dockerfiles: new Map(present(['Dockerfile', ...dockerfilesIn(texts)], (path) => parse(path, asDockerfile))),
    processes: parse('Procfile', (text) => ({ content: parseProcfile(text) })) ?? [],
    packageJson: parse('package.json', asPackageJson),
    workspaces: present(below(/.\/package\.json$/), (path) => parse(path, asPackageJson)).map(([path, content]) => ({
      path: path.slice(0, -'/package.json'.length),
      content,
    })),
    compose: compose === undefined ? undefined : parsed(compose, parse(compose, asYaml(parseCompose, noServices))),
    workflows: present(below(workflowPath), (path) => parse(path, asYaml(parseWorkflow, noWorkflow))).map(
      ([file, content]) => ({ file, content }),
    ),
    makefile:
      makefile === undefined ? undefined : { file: makefile, content: makefileTargets(texts.get(makefile) ?? '') },
    ecosystem: ecosystemOf(names),
    problems,
  };
}

type Understood<Content> =
  | { readonly content: Content }
  | { readonly problem: Pick<SourceProblem, 'line' | 'message'> };
type Parse = <Content>(file: string, how: (text: string) => Understood<Content>) => Content | undefined;

const workflowPath = new RegExp(`^${WORKFLOWS.replaceAll('.', String.raw`\.`)}/`);
const noServices = 'has no services';
const noWorkflow = 'is not a workflow of GitHub Actions';

function asDockerfile(text: string): Understood<Dockerfile> {
  const content = parseDockerfile(text);
  return content ? { content } : { problem: { line: 1, message: 'has no FROM, so it is not a Dockerfile' } };
}

function asPackageJson(text: string): Understood<PackageJson> {
  const content = parsePackageJson(text);
  if (content) return { content };
  const line = jsonErrorLine(text);
  return { problem: { ...(line !== undefined && { line }), message: 'is not a valid JSON object' } };
}

const asYaml =
  <Content>(parse: (file: YamlFile) => Content | undefined, otherwise: string) =>
  (text: string): Understood<Content> => {
    const yaml = readYaml(text);
    if (!yaml.ok) return { problem: yaml.problem };
    const content = parse(yaml.file);
    return content === undefined ? { problem: { line: 1, message: otherwise } } : { content };
  };

const present = <Content>(paths: readonly string[], read: (path: string) => Content | undefined) =>
  paths.flatMap((path): (readonly [string, Content])[] => {
    const content = read(path);
    return content === undefined ? [] : [[path, content]];
  });

const parsed = <Content>(file: string, content: Content | undefined): Parsed<Content> | undefined =>
  content === undefined ? undefined : { file, content };
