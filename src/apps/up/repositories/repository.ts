import type { LocatedRepository } from '#adapters/local/repository/locate.ts';
import type { Mirror } from '#adapters/local/repository/mirror.ts';
import { CodedError } from '#lib/coded-error.ts';
import { applicationName, type ApplicationName } from '#model/ids.ts';
import type { ApplicationFiles, FileAtCommit } from './application-files.ts';

/** A repository of the user and the application that it is. */
export interface OwnRepository {
  readonly source: LocatedRepository;
  /** The last part of its full name on the emulated GitHub; unique. */
  readonly name: string;
  readonly mirror: Mirror;
  readonly files: ApplicationFiles;
  readonly application: ApplicationName;
  /** The file as it stands on the base branch. */
  readonly base: FileAtCommit;
}

/** GitHub's names of repositories: letters, digits, ".", "-" and "_", at most 100. */
const FOREIGN = /[^A-Za-z0-9._-]+/g;

/**
 * Names by which GitHub can tell them apart: what two have in common is numbered. What is kept of a repository is kept
 * by its name, so that the order in which they are given does not matter. Pure.
 */
export function repositoryNames(sources: readonly LocatedRepository[]): readonly string[] {
  const taken = new Set<string>();
  const names = new Map<LocatedRepository, string>();
  for (const source of sources.toSorted(byGitDirectory)) {
    const plain = source.name.replaceAll(FOREIGN, '-').slice(0, 90) || 'repository';
    let name = plain;
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${plain}-${count}`;
    taken.add(name.toLowerCase());
    names.set(source, name);
  }
  return sources.map((source) => names.get(source) ?? source.name);
}

const byGitDirectory = (left: LocatedRepository, right: LocatedRepository): number =>
  left.gitDirectory < right.gitDirectory ? -1 : 1;

/** What the file on the base branch says, else what the drafted one would. */
export function applicationOf({ parsed, draft, text }: FileAtCommit): ApplicationName {
  if (parsed.ok) return parsed.file.name;
  const said = /^ {2,}name: *["']?([a-z0-9-]+)/m.exec(text)?.[1];
  return applicationName.safeParse(said).data ?? draft.name.value;
}

/** Their environments would have the same names. Throws `CodedError` `NameTaken`. */
export function checkNames(repositories: readonly Pick<OwnRepository, 'application' | 'source'>[]): void {
  for (const { application, source } of repositories) {
    const other = repositories.find((one) => one.application === application && one.source !== source);
    if (!other) continue;
    const message = `${source.path} and ${other.source.path} are both the application "${application}"`;
    throw new CodedError('NameTaken', message, { source: 'user', next: 'change metadata.name in one of the files' });
  }
}
