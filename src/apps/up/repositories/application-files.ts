import { APPLICATION_FILE, parseApplicationFile, type ParsedFile } from '#model/application-file.ts';
import type { ApplicationName } from '#model/ids.ts';
import { SourceTreeError, type SourceTree } from '#ports/source-tree/source-tree.ts';
import type { Answers, Draft } from '#features/init/draft.ts';
import { gatherSources } from '#features/init/gather.ts';
import { draftOf } from '#features/init/plan.ts';
import { renderApplicationFile } from '#features/init/render.ts';

/** The file of an application at one commit: its own, or what the commit's other files say by default. */
export interface FileAtCommit {
  readonly text: string;
  readonly parsed: ParsedFile;
  /** What the commit's other files say; it is what counts where the commit has no file of its own. */
  readonly draft: Draft;
  /** What they would say if this was answered. */
  readonly redraft: (answers: Answers) => Draft;
  readonly isOwn: boolean;
  /** The command of local mode's check; undefined when nothing says one. */
  readonly test: string | undefined;
}

export interface ApplicationFilesOptions {
  /** The files of a commit. */
  readonly treeOf: (sha: string) => SourceTree;
  /** The name of the repository. */
  readonly directory: string;
  /** What the user answered where the files leave something open. */
  readonly answers: Answers;
}

/** Commits whose file is remembered: those of open pull requests are read again and again. */
const REMEMBERED = 200;

/** The application's file at any commit of one repository. */
export class ApplicationFiles {
  readonly #options: ApplicationFilesOptions;
  readonly #known = new Map<string, FileAtCommit>();
  #answers: Answers;
  #application: ApplicationName | undefined;

  constructor(options: ApplicationFilesOptions) {
    this.#options = options;
    this.#answers = options.answers;
  }

  /** More is known: what was drafted without it is drafted anew, under the name that the repository is registered by. */
  settle(answers: Answers, application: ApplicationName): void {
    this.#answers = answers;
    this.#application = application;
    this.#known.clear();
  }

  /** Throws `SourceTreeError` `Unavailable`, `GitFailed`; it can be tried again then. */
  async at(sha: string): Promise<FileAtCommit> {
    const known = this.#known.get(sha);
    if (known) return known;
    const found = await this.#read(sha);
    this.#known.set(sha, found);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return found;
  }

  async #read(sha: string): Promise<FileAtCommit> {
    const { treeOf, directory } = this.#options;
    const { tree, unavailable } = noting(treeOf(sha));
    const sources = await gatherSources(tree, directory);
    const [failure] = unavailable;
    if (failure) throw failure;
    const redraft = (answers: Answers): Draft => draftOf(sources, answers);
    const draft = this.#named(redraft(this.#answers));
    const own = await readOwn(tree);
    const text = own ?? defaultText(draft);
    const parsed = parseApplicationFile(text);
    const named = own !== undefined && parsed.ok ? parsed.file.test : undefined;
    return { text, parsed, draft, redraft, isOwn: own !== undefined, test: named ?? draft.test?.value };
  }

  /** A branch may call itself something else; it still is this application. */
  #named(draft: Draft): Draft {
    return this.#application ? { ...draft, name: { ...draft.name, value: this.#application } } : draft;
  }
}

/**
 * A tree that notes what could not be read for now. A draft goes on without such a file, and would say that there is no
 * test where there is one.
 */
function noting(tree: SourceTree): { readonly tree: SourceTree; readonly unavailable: readonly SourceTreeError[] } {
  const unavailable: SourceTreeError[] = [];
  const read: SourceTree['read'] = async (path) => {
    try {
      return await tree.read(path);
    } catch (error) {
      if (error instanceof SourceTreeError && error.code === 'Unavailable') unavailable.push(error);
      throw error;
    }
  };
  return { tree: { ...tree, read }, unavailable };
}

/** A file that is no text is told as what it is by whoever reads it through GitHub. */
async function readOwn(tree: SourceTree): Promise<string | undefined> {
  try {
    return await tree.read(APPLICATION_FILE);
  } catch (error) {
    if (error instanceof SourceTreeError && error.code !== 'Unavailable') return '';
    throw error;
  }
}

/**
 * The draft as a file. Here its checks are what the one test command stands for, so that there is one only where
 * there is such a command.
 */
function defaultText(draft: Draft): string {
  const text = renderApplicationFile(draft.test ? draft : { ...draft, checks: [] });
  const checks = draft.test ? '[test]  # the command above' : 'none  # no command tests it';
  return text.replace(UNNAMED_CHECKS, `  checks: ${checks}\n`);
}

/** What a draft says where no check has a name. */
const UNNAMED_CHECKS = /^ {2}# checks: .*\n/m;
