import { history } from '#emulation/github/ancestry.ts';
import type { Commit, Repository } from '#emulation/github/repository.ts';
import { own } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { isoTime } from '#ports/clock.ts';
import { nodeId } from './fields.ts';
import { repositoryPage, repositoryUrl } from './repository.ts';

const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** GitHub's `commit`. Authors are not matched to users, as for an email address that GitHub does not know. */
export function commitView(state: GitHubState, repository: Repository, commit: Commit) {
  const { sha, message, tree, parents } = commit;
  const url = repositoryUrl(state, repository);
  const page = repositoryPage(state, repository);
  const author = { ...commit.author, date: isoTime(commit.date) };
  return {
    sha,
    node_id: nodeId('C', sha),
    commit: {
      author,
      committer: author,
      message,
      tree: { sha: tree, url: `${url}/git/trees/${tree}` },
      url: `${url}/git/commits/${sha}`,
      comment_count: 0,
      verification: unsigned,
    },
    url: `${url}/commits/${sha}`,
    html_url: `${page}/commit/${sha}`,
    comments_url: `${url}/commits/${sha}/comments`,
    author: null,
    committer: null,
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${url}/commits/${parent}`,
      html_url: `${page}/commit/${parent}`,
    })),
  };
}

/** GitHub's `simple-commit`, in events. */
export const simpleCommitView = ({ sha, tree, message, author, date }: Commit) => ({
  id: sha,
  tree_id: tree,
  message,
  timestamp: isoTime(date),
  author,
  committer: author,
});

/** Short branch objects of the branches that have a commit, as the `status` event names them. */
export const branchesWith = (state: GitHubState, repository: Repository, sha: string) =>
  Object.entries(repository.branches)
    .filter(([, head]) => history(repository.commits, head).some((commit) => commit.sha === sha))
    .slice(0, 10)
    .map(([name, head]) => ({
      name,
      commit: { sha: head, url: `${repositoryUrl(state, repository)}/commits/${head}` },
      protected: own(repository.requiredContexts, name) !== undefined,
    }));
