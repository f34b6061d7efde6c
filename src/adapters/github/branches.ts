import { z } from 'zod';
import { commitSha } from '#model/ids.ts';
import type { Branches } from '#ports/github/code.ts';
import { GitHubError } from '#ports/github/errors.ts';
import type { Ask } from './ask.ts';
import { PAGE_SIZE } from './paging.ts';
import { repositoryParameters } from './request.ts';

const ACTIVITY = 'GET /repos/{owner}/{repo}/activity';
const REPOSITORY = 'GET /repos/{owner}/{repo}';

const activity = z.object({ after: commitSha, timestamp: z.string() });
const repositoryAnswer = z.object({ id: z.number(), default_branch: z.string() });

/** What git writes for "no commit": the branch was deleted. */
const NO_COMMIT = /^0+$/;

export function createBranches(ask: Ask): Branches {
  return {
    async heads(repository, branch) {
      const parameters = { ...repositoryParameters(repository), ref: `refs/heads/${branch}`, per_page: PAGE_SIZE };
      const { data } = await ask(ACTIVITY, parameters, z.array(activity));
      return data
        .filter(({ after }) => !NO_COMMIT.test(after))
        .map(({ after, timestamp }) => ({ sha: after, at: timestamp }));
    },
    async defaultBranch(repository) {
      const { data } = await ask(REPOSITORY, repositoryParameters(repository), repositoryAnswer);
      if (data.id === repository.id) return data.default_branch;
      const message = `${REPOSITORY}: the name ${repository.fullName} now belongs to repository ${data.id}`;
      throw new GitHubError('NotFound', message, { next: 'register the repository under its new name' });
    },
  };
}
