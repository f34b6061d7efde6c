import type { Deployment, DeploymentStatus, Repository } from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { appViewOrNull } from './app.ts';
import { isoTime } from '#ports/clock.ts';
import { nodeId } from './fields.ts';
import { repositoryUrl } from './repository.ts';
import { userView } from './user.ts';

/** GitHub's `deployment`. */
export function deploymentView(state: GitHubState, repository: Repository, deployment: Deployment) {
  const url = `${repositoryUrl(state, repository)}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId('DE', deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.originalEnvironment,
    environment: deployment.environment,
    description: deployment.description,
    creator: userView(state, deployment.creator.login),
    created_at: isoTime(deployment.createdAt),
    updated_at: isoTime(deployment.updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl(state, repository),
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: appViewOrNull(state, deployment.creator.appId),
  };
}

/** GitHub's `deployment-status`. */
export function deploymentStatusView(state: GitHubState, repository: Repository, status: DeploymentStatus) {
  const deploymentUrl = `${repositoryUrl(state, repository)}/deployments/${status.deploymentId}`;
  return {
    url: `${deploymentUrl}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DES', status.id),
    state: status.state,
    creator: userView(state, status.creator.login),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    created_at: isoTime(status.createdAt),
    updated_at: isoTime(status.createdAt),
    deployment_url: deploymentUrl,
    repository_url: repositoryUrl(state, repository),
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: appViewOrNull(state, status.creator.appId),
  };
}
