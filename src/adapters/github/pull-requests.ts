import { z } from 'zod';
import { commitSha, type RepositoryRef } from '#model/ids.ts';
import type { PullRequest } from '#model/pull-request.ts';
import type { PullRequests } from '#ports/github/code.ts';
import { GitHubError } from '#ports/github/errors.ts';
import type { Ask } from './ask.ts';
import { all } from './paging.ts';
import { repositoryParameters } from './request.ts';

const GET = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
const LIST = 'GET /repos/{owner}/{repo}/pulls';
const OF_COMMIT = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';

const pullRequest = z.object({
  number: z.number().int().positive(),
  state: z.enum(['open', 'closed']),
  /** Null until it is merged; lists have no `merged`. */
  merged_at: z.string().nullable(),
  title: z.string(),
  user: z.object({ login: z.string() }).nullable(),
  head: z.object({ sha: commitSha, ref: z.string(), repo: z.object({ id: z.number() }).nullable() }),
  base: z.object({ ref: z.string(), repo: z.object({ id: z.number() }) }),
  updated_at: z.string(),
});
type PullRequestAnswer = z.output<typeof pullRequest>;

const CLOSED_LISTED = 30;

/** GitHub's stand-in for a deleted account. */
const GHOST = 'ghost';

const toPullRequest = (answer: PullRequestAnswer): PullRequest => ({
  number: answer.number,
  state: answer.state,
  merged: answer.merged_at !== null,
  title: answer.title,
  author: answer.user?.login ?? GHOST,
  head: answer.head.sha,
  headBranch: answer.head.ref,
  base: answer.base.ref,
  fork: answer.head.repo?.id !== answer.base.repo.id,
  updatedAt: answer.updated_at,
});

export function createPullRequests(ask: Ask): PullRequests {
  return {
    async get(repository, number) {
      const parameters = { ...repositoryParameters(repository), pull_number: number };
      const { data } = await ask(GET, parameters, pullRequest);
      assertSameRepository(GET, repository, data);
      return toPullRequest(data);
    },
    async listOpen(repository) {
      const parameters = { ...repositoryParameters(repository), state: 'open', sort: 'created', direction: 'asc' };
      const answers = await all(ask, LIST, parameters, z.array(pullRequest));
      for (const answer of answers) assertSameRepository(LIST, repository, answer);
      return answers.map(toPullRequest);
    },
    async listClosed(repository) {
      const order = { state: 'closed', sort: 'updated', direction: 'desc', per_page: CLOSED_LISTED };
      const { data } = await ask(LIST, { ...repositoryParameters(repository), ...order }, z.array(pullRequest));
      for (const answer of data) assertSameRepository(LIST, repository, answer);
      return data.map(toPullRequest);
    },
    async ofCommit(repository, sha) {
      const parameters = { ...repositoryParameters(repository), commit_sha: sha };
      const answers = await all(ask, OF_COMMIT, parameters, z.array(pullRequest));
      return answers.filter(({ state, base }) => state === 'open' && base.repo.id === repository.id).map(toPullRequest);
    },
  };
}

/** After a rename the old name can be taken by another repository, whose closed pull requests prove nothing. */
function assertSameRepository(route: string, { id, fullName }: RepositoryRef, { base }: PullRequestAnswer): void {
  if (base.repo.id === id) return;
  const message = `${route}: the name ${fullName} now belongs to repository ${base.repo.id}, not to ${id}`;
  throw new GitHubError('NotFound', message, { next: 'register the repository under its new name' });
}
