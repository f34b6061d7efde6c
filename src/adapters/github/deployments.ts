import { z } from 'zod';
import { commitSha, type RepositoryRef } from '#model/ids.ts';
import { GitHubError } from '#ports/github/errors.ts';
import type { Deployments, GitHubDeployment, NewDeployment } from '#ports/github/reports.ts';
import type { Ask } from './ask.ts';
import { addDeploymentStatus, listDeploymentStatuses } from './deployment-statuses.ts';
import { authorship, type IsOurs } from './ours.ts';
import { PAGE_SIZE, pages } from './paging.ts';
import { repositoryParameters } from './request.ts';

const LIST = 'GET /repos/{owner}/{repo}/deployments';
const GET = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}';
const CREATE = 'POST /repos/{owner}/{repo}/deployments';

const deployment = z.object({
  id: z.number().int().positive(),
  sha: commitSha,
  created_at: z.string(),
  payload: z.unknown(),
  ...authorship,
});
type DeploymentAnswer = z.output<typeof deployment>;

const toDeployment = ({ id, sha, created_at, payload }: DeploymentAnswer): GitHubDeployment => ({
  id,
  sha,
  createdAt: created_at,
  payload,
});

export function createDeployments(ask: Ask, isOurs: IsOurs): Deployments {
  return {
    list: (repository, { environment, task }) =>
      listOurs(ask, isOurs, { ...repositoryParameters(repository), environment, task }),
    get: (repository, id) => getOurs(ask, isOurs, repository, id),
    async create(repository, wanted) {
      const { data } = await ask(CREATE, { ...repositoryParameters(repository), ...bodyOf(wanted) }, deployment);
      return toDeployment(data);
    },
    statuses: (repository, id) => listDeploymentStatuses(ask, isOurs, repository, id),
    addStatus: (repository, id, status) => addDeploymentStatus(ask, repository, id, status),
  };
}

/** Pages go on until 100 of ours are found, so that other people's deployments cannot push ours out of sight. */
async function listOurs(ask: Ask, isOurs: IsOurs, parameters: Record<string, unknown>): Promise<GitHubDeployment[]> {
  const ours: GitHubDeployment[] = [];
  for await (const page of pages(ask, LIST, parameters, z.array(deployment))) {
    ours.push(...page.filter(isOurs).map(toDeployment));
    if (ours.length >= PAGE_SIZE) break;
  }
  return ours.slice(0, PAGE_SIZE);
}

async function getOurs(ask: Ask, isOurs: IsOurs, repository: RepositoryRef, id: number) {
  try {
    const { data } = await ask(GET, { ...repositoryParameters(repository), deployment_id: id }, deployment);
    return isOurs(data) ? toDeployment(data) : undefined;
  } catch (error) {
    if (error instanceof GitHubError && error.code === 'NotFound') return undefined;
    throw error;
  }
}

/** GitHub neither merges nor waits for checks nor touches older deployments: all of that is decided by us. */
const bodyOf = ({ sha, environment, task, payload, description, transient, production }: NewDeployment) => ({
  ref: sha,
  environment,
  task,
  payload,
  description,
  transient_environment: transient,
  production_environment: production,
  auto_merge: false,
  required_contexts: [],
});
