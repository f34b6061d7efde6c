import { SourceTreeError, type SourceTree } from '#ports/source-tree/source-tree.ts';
import type { SourceProblem } from './source.ts';
import { dockerfilesIn, workspacePatternsIn } from './sources/further-files.ts';
import { COMPOSE_FILES, MAKEFILES, WORKFLOWS } from './sources/known-names.ts';

/** The files that say how a repository's service runs, as they are. */
export interface SourceFiles {
  /** The name of the directory or repository. */
  readonly directory: string;
  /** All names at the root. */
  readonly names: ReadonlySet<string>;
  /** By path. */
  readonly texts: ReadonlyMap<string, string>;
  /** What could not be read. */
  readonly problems: readonly SourceProblem[];
}

const atRoot = ['Dockerfile', 'Procfile', 'package.json', 'pnpm-workspace.yaml', ...COMPOSE_FILES, ...MAKEFILES];

/** More workflows, workspaces or Dockerfiles than these are not looked at. */
const LIMIT = 40;

/** Reads what is known by name, and what those files name. @param directory the name that the tree goes by */
export async function gatherSources(tree: SourceTree, directory: string): Promise<SourceFiles> {
  const names = new Set(await tree.list(''));
  const reader = new Reader(tree);
  await reader.read(atRoot.filter((name) => names.has(name)));
  const workflows = (await tree.list(WORKFLOWS)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  await reader.read(workflows.map((name) => `${WORKFLOWS}/${name}`));
  const workspaces = await expanded(tree, workspacePatternsIn(reader.texts));
  await reader.read(workspaces.map((path) => `${path}/package.json`));
  await reader.read(dockerfilesIn(reader.texts));
  return { directory, names, texts: reader.texts, problems: reader.problems };
}

class Reader {
  readonly texts = new Map<string, string>();
  readonly problems: SourceProblem[] = [];
  readonly #tree: SourceTree;

  constructor(tree: SourceTree) {
    this.#tree = tree;
  }

  async read(paths: readonly string[]): Promise<void> {
    for (const path of paths.slice(0, LIMIT)) {
      if (!this.texts.has(path)) await this.#readOne(path);
    }
  }

  async #readOne(path: string): Promise<void> {
    try {
      const text = await this.#tree.read(path);
      if (text !== undefined) this.texts.set(path, text);
    } catch (error) {
      if (!(error instanceof SourceTreeError)) throw error;
      this.problems.push({ file: path, message: error.why });
    }
  }
}

/** `packages/*` is each directory there; a path without `*` is itself; other patterns are left out. */
async function expanded(tree: SourceTree, patterns: readonly string[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const pattern of patterns.slice(0, LIMIT)) {
    const parent = /^([^*]*[^*/])\/\*$/.exec(pattern)?.[1];
    if (parent !== undefined) paths.push(...(await tree.list(parent)).toSorted().map((name) => `${parent}/${name}`));
    else if (/^[^*!{}[\]]+$/.test(pattern)) paths.push(pattern);
  }
  return paths;
}
