import { commitsBetween, contains } from '#emulation/github/ancestry.ts';
import { commitAt } from '#emulation/github/find.ts';
import { noCommit, Refusal } from '#emulation/github/refusal.ts';
import { own, type Commit, type PullRequest, type Repository } from '#emulation/github/repository.ts';
import { commitView } from '#emulation/github/views/commit.ts';
import { simplePullRequestView } from '#emulation/github/views/pull-request.ts';
import { reading, textIn, type RepositoryCall } from './access.ts';
import { pageOf } from './paging.ts';
import { ok } from './route.ts';

/** The commit that a path parameter names by branch or SHA. Throws GitHub's 422, or the 409 of an empty repository. */
export function commitIn(call: RepositoryCall, name: string): Commit {
  if (Object.keys(call.repository.branches).length === 0) throw new Refusal(409, 'Git Repository is empty.');
  const ref = textIn(call, name);
  const commit = commitAt(call.repository, ref);
  if (!commit) throw noCommit(ref);
  return commit;
}

export const getCommit = reading('contents=read', (call) =>
  ok(commitView(call.state, call.repository, commitIn(call, 'ref'))),
);

/** Of a commit on the default branch those that brought it; else the open and merged ones that contain it. */
export const listPullRequestsOfCommit = reading('pull_requests=read', (call) => {
  const { state, repository } = call;
  const { sha } = commitIn(call, 'commit_sha');
  const onDefault = contains(repository.commits, own(repository.branches, repository.defaultBranch) ?? '', sha);
  const found = repository.pullRequests.filter(
    (one) => (one.mergedAt !== null || (one.state === 'open' && !onDefault)) && brings(repository, one, sha),
  );
  const { items, headers } = pageOf(call, found);
  return ok(
    items.map((one) => simplePullRequestView(state, repository, one)),
    headers,
  );
});

const brings = ({ commits }: Repository, { base, head, mergeSha }: PullRequest, sha: string): boolean =>
  mergeSha === sha || commitsBetween(commits, base.sha, head.sha).some((commit) => commit.sha === sha);
