import { z } from 'zod';
import type { RepositoryRef } from '#model/ids.ts';
import type { DeploymentStatus } from '#ports/github/reports.ts';
import { read, type Ask } from './ask.ts';
import { authorship, type IsOurs } from './ours.ts';
import { all } from './paging.ts';
import { repositoryParameters } from './request.ts';

const LIST = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
const CREATE = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';

/** What others wrote is not looked at: it may be anything. */
const anybodys = z.object({
  ...authorship,
  state: z.unknown().optional(),
  description: z.unknown().optional(),
  environment_url: z.unknown().optional(),
});
const status = z.object({
  state: z.enum(['queued', 'in_progress', 'success', 'failure', 'error', 'inactive']),
  description: z.string(),
  environment_url: z.string().nullish(),
});
const created = z.object({ id: z.number() });

/** Newest first; those of others are left out before they are read, for they may have states that we never write. */
export async function listDeploymentStatuses(
  ask: Ask,
  isOurs: IsOurs,
  repository: RepositoryRef,
  id: number,
): Promise<readonly DeploymentStatus[]> {
  const parameters = { ...repositoryParameters(repository), deployment_id: id };
  const answers = await all(ask, LIST, parameters, z.array(anybodys));
  return read(LIST, z.array(status), answers.filter(isOurs)).map(({ state, description, environment_url: url }) => ({
    state,
    description,
    ...(url && { environmentUrl: url }),
  }));
}

/** `auto_inactive` stays off: GitHub would otherwise end other applications' deployments in the same environment. */
export async function addDeploymentStatus(
  ask: Ask,
  repository: RepositoryRef,
  id: number,
  { state, description, environmentUrl }: DeploymentStatus,
): Promise<void> {
  const url = environmentUrl === undefined ? {} : { environment_url: environmentUrl };
  const body = { state, description, auto_inactive: false, ...url };
  await ask(CREATE, { ...repositoryParameters(repository), deployment_id: id, ...body }, created);
}
