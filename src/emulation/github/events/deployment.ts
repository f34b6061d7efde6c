import type { GitHubEvent } from '#emulation/github/change.ts';
import type { Deployment, DeploymentStatus } from '#emulation/github/repository.ts';
import { deploymentStatusView, deploymentView } from '#emulation/github/views/deployment.ts';
import { event, type Scene } from './envelope.ts';

/** No workflow of GitHub Actions made it. */
const noWorkflow = { workflow: null, workflow_run: null };

/** `deployment`. */
export const deploymentEvent = (scene: Scene, deployment: Deployment): GitHubEvent =>
  event(scene, 'deployment', 'created', {
    deployment: deploymentView(scene.state, scene.repository, deployment),
    ...noWorkflow,
  });

/** `deployment_status`. GitHub sends none for `inactive`. */
export const deploymentStatusEvents = (
  scene: Scene,
  deployment: Deployment,
  status: DeploymentStatus,
): readonly GitHubEvent[] => {
  if (status.state === 'inactive') return [];
  const views = {
    deployment: deploymentView(scene.state, scene.repository, deployment),
    deployment_status: deploymentStatusView(scene.state, scene.repository, status),
  };
  return [event(scene, 'deployment_status', 'created', { ...views, check_run: null, ...noWorkflow })];
};
