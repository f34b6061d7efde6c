/** Files of commits. */
export interface Trees {
  /** The text of a file at a commit, or undefined when the commit has no such file. */
  read(repositoryId: number, sha: string, path: string): Promise<string | undefined>;
}
