import { APPLICATION_FILE } from '#model/application-file.ts';
import type { RepositoryRef } from '#model/ids.ts';
import type { GitHubByUse } from '#ports/github/by-use.ts';
import type { Files } from '#ports/github/code.ts';
import type { GitHub } from '#ports/github/github.ts';

/** Reads the text that stands for a missing file, by commit or branch; undefined for a repository that is not ours. */
export type ReadDefault = (repository: RepositoryRef, ref: string) => Promise<string | undefined>;

/** A repository without a `dungeonmaster.yaml` has one by default: what its other files say at that commit. */
export const filesWithDefault = (files: Files, readDefault: ReadDefault): Files => ({
  async read(repository, ref, path) {
    const text = await files.read(repository, ref, path);
    return text === undefined && path === APPLICATION_FILE ? readDefault(repository, ref) : text;
  },
});

/** As `filesWithDefault`, whoever asks. */
export function gitHubWithDefault(github: GitHubByUse, readDefault: ReadDefault): GitHubByUse {
  const over = (port: GitHub): GitHub => ({ ...port, files: filesWithDefault(port.files, readDefault) });
  const { report, push, resync } = github;
  return { ...github, report: over(report), push: over(push), resync: over(resync) };
}
