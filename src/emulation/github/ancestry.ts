import { own, type Commit, type Repository } from './repository.ts';

type Commits = Repository['commits'];

/** A commit and all its known ancestors, nearest first. */
export function history(commits: Commits, sha: string): readonly Commit[] {
  const seen = new Set([sha]);
  const found: Commit[] = [];
  for (const next of seen) {
    const commit = own(commits, next);
    if (!commit) continue;
    found.push(commit);
    for (const parent of commit.parents) seen.add(parent);
  }
  return found;
}

/** Whether `ancestor` is `sha` or comes before it. */
export const contains = (commits: Commits, sha: string, ancestor: string): boolean =>
  sha === ancestor || history(commits, sha).some((commit) => commit.sha === ancestor);

/** The commits of `head` that `base` does not have, oldest first. */
export function commitsBetween(commits: Commits, base: string, head: string): readonly Commit[] {
  const known = new Set(history(commits, base).map(({ sha }) => sha));
  return history(commits, head)
    .filter(({ sha }) => !known.has(sha))
    .toReversed();
}
