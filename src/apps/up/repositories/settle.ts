import { z } from 'zod';
import type { Answers } from '#features/init/draft.ts';
import { CodedError } from '#lib/coded-error.ts';
import { createCommitTree } from '#adapters/local/repository/commit-tree.ts';
import type { GitRun } from '#adapters/local/repository/git.ts';
import type { LocatedRepository } from '#adapters/local/repository/locate.ts';
import { Mirror } from '#adapters/local/repository/mirror.ts';
import { join } from 'node:path';
import { ApplicationFiles, type FileAtCommit } from './application-files.ts';
import { neededQuestions, withoutPeople, type AskPeople } from './open-questions.ts';
import { applicationOf, checkNames, repositoryNames, type OwnRepository } from './repository.ts';
import type { State } from './state.ts';

export interface SettleOptions {
  readonly state: State;
  readonly run: GitRun;
  /** Undefined where nobody is there to answer. */
  readonly ask: AskPeople | undefined;
  /** Reads a repository for the first time or again. */
  readonly onRead: (source: LocatedRepository) => void;
}

const ANSWERS = 'answers.json';
const answersFile = z.record(z.string(), z.record(z.string(), z.string()));

/**
 * Finds out of each repository what it is called and how it runs; asks for what its files leave open, and remembers the
 * answers. Throws `CodedError`: `QuestionsOpen`, `NameTaken`, `Interrupted`, `GitFailed`.
 */
export async function settleRepositories(
  sources: readonly LocatedRepository[],
  options: SettleOptions,
): Promise<readonly OwnRepository[]> {
  const kept = answersFile.safeParse((await options.state.read(ANSWERS)) ?? {}).data ?? {};
  const names = repositoryNames(sources);
  const settled: OwnRepository[] = [];
  for (const [index, source] of sources.entries()) {
    const name = names[index] ?? source.name;
    options.onRead(source);
    const { repository, answers } = await settle(source, name, kept[source.gitDirectory] ?? {}, options);
    // What nobody was there to answer is asked once somebody is.
    if (options.ask) kept[source.gitDirectory] = answers;
    settled.push(repository);
  }
  checkNames(settled);
  await options.state.write(ANSWERS, kept);
  return settled;
}

async function settle(
  source: LocatedRepository,
  name: string,
  known: Answers,
  options: SettleOptions,
): Promise<{ readonly repository: OwnRepository; readonly answers: Record<string, string> }> {
  const { run, state } = options;
  const mirror = new Mirror(join(state.directory, 'mirrors', `${name}.git`), source, run);
  await mirror.refresh();
  const treeOf = (sha: string) => createCommitTree(mirror.directory, sha, run);
  const files = new ApplicationFiles({ treeOf, directory: source.name, answers: known });
  const sha = await mirror.baseSha();
  const first = await files.at(sha);
  const answers = first.isOwn ? known : await answersFor(source, first, known, options);
  files.settle(answers, applicationOf(first));
  const base = await files.at(sha);
  return { repository: { source, name, mirror, files, application: applicationOf(base), base }, answers };
}

async function answersFor(
  { path }: LocatedRepository,
  { draft, redraft }: FileAtCommit,
  known: Answers,
  { ask }: SettleOptions,
): Promise<Answers> {
  const open = neededQuestions(draft, known);
  if (open.length === 0) return known;
  if (!ask) return { ...known, ...withoutPeople(path, open) };
  const answers = await ask((so) => neededQuestions(redraft(so), so)[0], known);
  if (answers) return answers;
  throw new CodedError('Interrupted', `${path}: the questions were not answered`, { source: 'user' });
}
