import { z } from 'zod';
import { mergePullRequest } from '#emulation/github/commands/merge.ts';
import { pullRequestOf } from '#emulation/github/find.ts';
import { Refusal } from '#emulation/github/refusal.ts';
import { own, type Commit, type PullRequest, type Repository } from '#emulation/github/repository.ts';
import { latestRuns } from '#emulation/github/suites.ts';
import { newestStatuses } from '#emulation/github/views/status.ts';
import { authorOf, numberIn, writing, type RepositoryCall } from './access.ts';
import { readBody } from './body.ts';
import type { Reply } from './route.ts';

const mergeBody = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).optional(),
});

/** Merges by a merge commit, whatever method is asked for. git makes the commit. */
export const merge = writing('contents=write', (call) => {
  const { repository, supplied } = call;
  const pullRequest = pullRequestOf(repository, numberIn(call, 'pull_number'));
  const body = readBody(mergeBody, call.body);
  assertMergeable(repository, pullRequest, body.sha);
  const baseSha = own(repository.branches, pullRequest.base.ref) ?? '';
  const headSha = pullRequest.head.sha;
  const done = supplied.merge;
  if (done?.baseSha === baseSha && done.headSha === headSha) return merged(call, pullRequest, done.commit);
  const message = messageOf(repository, pullRequest, body);
  const branch = pullRequest.base.ref;
  const author = authorship(call);
  return { wanted: { kind: 'merge', repositoryId: repository.id, branch, baseSha, headSha, message, author } };
});

function assertMergeable(repository: Repository, pullRequest: PullRequest, sha: string | undefined): void {
  if (pullRequest.state === 'closed' || pullRequest.draft) throw notMergeable();
  if (sha && sha !== pullRequest.head.sha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  assertRequiredChecks(repository, pullRequest);
}

const notMergeable = () => new Refusal(405, 'Pull Request is not mergeable');

/** Who a merge commit is by: GitHub hides addresses. */
function authorship(call: RepositoryCall): Commit['author'] {
  const { login } = authorOf(call);
  return { name: login, email: `${login}@users.noreply.github.com` };
}

type MergeBody = z.output<typeof mergeBody>;

function messageOf({ owner }: Repository, { number, head, title }: PullRequest, body: MergeBody): string {
  const subject = body.commit_title ?? `Merge pull request #${number} from ${owner}/${head.ref}`;
  return `${subject}\n\n${body.commit_message ?? title}`;
}

function merged(call: RepositoryCall, { number }: PullRequest, commit: Commit | undefined): Reply {
  if (!commit) throw notMergeable();
  const how = { repository: call.repository.id, number, mergeSha: commit.sha, commits: [commit] };
  const change = mergePullRequest(call.state, { ...how, actor: authorOf(call).login }, call.now);
  return { status: 200, body: { sha: commit.sha, merged: true, message: 'Pull Request successfully merged' }, change };
}

const PASSED = new Set<string | null>(['success', 'neutral', 'skipped']);

function assertRequiredChecks(repository: Repository, { head, base }: PullRequest): void {
  const statuses = newestStatuses(repository, head.sha).filter(({ state }) => state === 'success');
  const runs = latestRuns(repository.checkRuns.filter(({ headSha }) => headSha === head.sha));
  const passed = new Set([
    ...statuses.map(({ context }) => context),
    ...runs.filter(({ conclusion }) => PASSED.has(conclusion)).map(({ name }) => name),
  ]);
  const missing = (own(repository.requiredContexts, base.ref) ?? []).find((context) => !passed.has(context));
  if (missing !== undefined) throw new Refusal(405, `Required status check "${missing}" is expected.`);
}
