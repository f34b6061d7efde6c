import { z } from 'zod';
import type { Comments } from '#ports/github/reports.ts';
import type { Ask } from './ask.ts';
import { authorship, type IsOurs } from './ours.ts';
import { all } from './paging.ts';
import { repositoryParameters } from './request.ts';

const LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
const CREATE = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const UPDATE = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';

const comment = z.object({ id: z.number().int().positive(), body: z.string().nullish(), ...authorship });

const toComment = ({ id, body }: z.output<typeof comment>) => ({ id, body: body ?? '' });

export function createComments(ask: Ask, isOurs: IsOurs): Comments {
  return {
    async listOurs(repository, pullRequest) {
      const parameters = { ...repositoryParameters(repository), issue_number: pullRequest };
      const answers = await all(ask, LIST, parameters, z.array(comment));
      return answers.filter(isOurs).map(toComment);
    },
    async create(repository, pullRequest, body) {
      const parameters = { ...repositoryParameters(repository), issue_number: pullRequest, body };
      return toComment((await ask(CREATE, parameters, comment)).data);
    },
    async update(repository, id, body) {
      await ask(UPDATE, { ...repositoryParameters(repository), comment_id: id, body }, comment);
    },
  };
}
