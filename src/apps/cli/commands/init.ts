import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createNewFile } from '#adapters/local/new-file/new-file.ts';
import { createDirectoryTree } from '#adapters/local/source-tree/directory.ts';
import { answerProblem } from '#features/init/answers.ts';
import { writeDraft } from '#features/init/apply.ts';
import type { Answers } from '#features/init/draft.ts';
import { gatherSources } from '#features/init/gather.ts';
import { draftOf } from '#features/init/plan.ts';
import { renderApplicationFile } from '#features/init/render.ts';
import { CodedError } from '#lib/coded-error.ts';
import { APPLICATION_FILE } from '#model/application-file.ts';
import { NewFileError, type NewFile } from '#ports/new-file.ts';
import { askAll } from '#apps/cli/ask-all.ts';
import { complain } from '#apps/cli/complain.ts';
import { exitCode } from '#apps/cli/exit-code.ts';
import type { CliIo } from '#apps/cli/io.ts';
import { renderInit } from '#apps/cli/screens/init.ts';
import { lookOf } from '#apps/cli/terminal/look.ts';
import { safeDeep, safeJson } from '#lib/safe-text.ts';

export interface InitOptions {
  readonly name?: string;
  /** To standard output instead of the file. */
  readonly print: boolean;
  /** Replaces a file that is there. */
  readonly force: boolean;
  readonly json: boolean;
}

/** Drafts `dungeonmaster.yaml` from the files of a directory. @returns the exit code */
export async function init(directory: string, options: InitOptions, io: CliIo): Promise<number> {
  try {
    const problem = answerProblem({ field: 'name' }, options.name ?? '');
    if (problem !== undefined) return wrongName(options, problem, io);
    await mustBeDirectory(directory);
    const file = createNewFile(join(directory, APPLICATION_FILE));
    if (!options.print && !options.force) await mustBeFree(file);
    return await draftInto(file, directory, options, io);
  } catch (error) {
    return complain(error, options.json, io);
  }
}

async function draftInto(file: NewFile, directory: string, options: InitOptions, io: CliIo): Promise<number> {
  const files = await gatherSources(createDirectoryTree(directory), basename(resolve(directory)));
  const given: Answers = options.name === undefined ? {} : { name: options.name };
  const answers = isInteractive(options, io) ? await askAll(files, given, io) : given;
  if (!answers) return exitCode.interrupted;

  const draft = draftOf(files, answers);
  if (!options.print) await writeDraft(draft, file, { replace: options.force });
  const text = renderApplicationFile(draft);
  const view = { path: file.path, directory, draft };
  if (options.json) io.stdout.write(`${safeJson({ written: options.print ? null : file.path, text, ...draft })}\n`);
  else io.stdout.write(options.print ? text : `${renderInit(safeDeep(view), lookOf(io.stdout, io.environment))}\n`);
  return exitCode.ok;
}

/** Somebody is there to answer, and nobody reads along. */
const isInteractive = ({ json }: InitOptions, { stdin, stderr }: CliIo): boolean =>
  !json && stdin.isTTY === true && stderr.isTTY === true;

async function mustBeDirectory(directory: string): Promise<void> {
  const stats = await stat(directory).catch(() => undefined);
  const next = 'name the directory of a repository: dm init DIRECTORY';
  if (!stats) throw new CodedError('NotFound', `there is no directory ${directory}`, { source: 'user', next });
  if (!stats.isDirectory()) {
    throw new CodedError('NotADirectory', `${directory} is not a directory`, { source: 'user', next });
  }
}

/** Before anybody is asked anything. */
async function mustBeFree(file: NewFile): Promise<void> {
  if (!(await file.exists())) return;
  const next = 'see what would be written with --print, or replace the file with --force';
  throw new NewFileError('FileExists', `${file.path} is there already`, { source: 'user', next });
}

function wrongName({ name, json }: InitOptions, problem: string, io: CliIo): number {
  const next = 'give another one: dm init --name NAME';
  complain(new CodedError('BadName', `--name ${name ?? ''} ${problem}`, { source: 'user', next }), json, io);
  return exitCode.usage;
}
