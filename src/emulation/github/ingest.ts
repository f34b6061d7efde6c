import { contains } from './ancestry.ts';
import { repositoryById } from './find.ts';
import type { GitHubHost } from './host.ts';
import type { Git } from './ports.ts';
import type { Repository } from './repository.ts';

export interface Ingest {
  readonly host: GitHubHost;
  readonly git: Git;
  readonly repositoryId: number;
  /** The login whose push it was. */
  readonly actor: string;
}

/** Makes the state's branches those of git, by one push or deletion for each that differs; the default branch first. */
export async function ingest({ host, git, repositoryId: repository, actor }: Ingest): Promise<void> {
  const heads = await git.heads(repository);
  const { branches, defaultBranch } = repositoryById(host.state, repository);
  const names = [...new Set([defaultBranch, ...heads.keys(), ...Object.keys(branches)])];
  for (const branch of names) {
    const sha = heads.get(branch);
    const known = repositoryById(host.state, repository);
    if (sha === known.branches[branch]) continue;
    // In full: a branch may itself be called "refs/heads/x".
    const ref = `refs/heads/${branch}`;
    if (sha === undefined) host.command({ kind: 'deleteBranch', repository, ref, actor });
    else host.command({ kind: 'push', repository, ref, sha, actor, ...(await movedTo(git, known, branch, sha)) });
  }
}

async function movedTo(git: Git, { id, branches, commits: known }: Repository, branch: string, sha: string) {
  const commits = await git.commitsSince(id, sha, Object.values(branches));
  const before = branches[branch];
  const all = { ...known, ...Object.fromEntries(commits.map((commit) => [commit.sha, commit])) };
  return { commits, forced: before !== undefined && !contains(all, sha, before) };
}
