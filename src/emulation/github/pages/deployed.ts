import type { Deployment, DeploymentState, DeploymentStatus, Repository } from '#emulation/github/repository.ts';

/** A GitHub deployment with what became of it. */
export interface Deployed {
  readonly deployment: Deployment;
  /** Oldest first. */
  readonly statuses: readonly DeploymentStatus[];
  /** Of the newest status; `pending` before the first, as GitHub has it. */
  readonly state: DeploymentState;
  /** Where it can be seen, while it is active. */
  readonly url: string | undefined;
}

/** The deployments that a test picks, oldest first. */
export const deployedIn = (
  { deployments, deploymentStatuses }: Repository,
  isWanted: (deployment: Deployment) => boolean,
): readonly Deployed[] =>
  deployments.filter(isWanted).map((deployment) => {
    const statuses = deploymentStatuses.filter(({ deploymentId }) => deploymentId === deployment.id);
    const newest = statuses.at(-1);
    const isActive = newest?.state === 'success' && newest.environmentUrl !== '';
    return {
      deployment,
      statuses,
      state: newest?.state ?? 'pending',
      url: isActive ? newest.environmentUrl : undefined,
    };
  });

export const isUnderWay = ({ state }: Deployed): boolean =>
  state === 'pending' || state === 'queued' || state === 'in_progress';
