import { z } from 'zod';
import type { CommitSha, RepositoryRef } from '#model/ids.ts';
import type { CommitStatuses } from '#ports/github/reports.ts';
import type { Ask } from './ask.ts';
import { pages } from './paging.ts';
import { repositoryParameters } from './request.ts';

const COMBINED = 'GET /repos/{owner}/{repo}/commits/{ref}/status';
const CREATE = 'POST /repos/{owner}/{repo}/statuses/{sha}';

const status = z.object({
  context: z.string(),
  state: z.enum(['error', 'failure', 'pending', 'success']),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
});
const combined = z.object({ statuses: z.array(status) });
const created = z.object({ context: z.string() });

export type StatusAnswer = z.output<typeof status>;

/** The newest status of each context: GitHub's combined status, which a long history does not make longer. */
export async function newestStatuses(ask: Ask, repository: RepositoryRef, sha: CommitSha): Promise<StatusAnswer[]> {
  const parameters = { ...repositoryParameters(repository), ref: sha };
  const statuses: StatusAnswer[] = [];
  for await (const page of pages(ask, COMBINED, parameters, combined)) statuses.push(...page.statuses);
  return statuses;
}

export function createCommitStatuses(ask: Ask): CommitStatuses {
  return {
    async newest(repository, sha, context) {
      const found = (await newestStatuses(ask, repository, sha)).find((one) => one.context === context);
      if (!found) return undefined;
      const { state, description, target_url: targetUrl } = found;
      return { context, state, description: description ?? '', ...(targetUrl && { targetUrl }) };
    },
    async create(repository, sha, { context, state, description, targetUrl }) {
      const body = { context, state, description, ...(targetUrl !== undefined && { target_url: targetUrl }) };
      await ask(CREATE, { ...repositoryParameters(repository), sha, ...body }, created);
    },
  };
}
