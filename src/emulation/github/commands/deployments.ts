import { takeId, withRepository, type Change } from '#emulation/github/change.ts';
import { deploymentEvent, deploymentStatusEvents } from '#emulation/github/events/deployment.ts';
import { scene } from '#emulation/github/events/envelope.ts';
import { writableRepository } from '#emulation/github/find.ts';
import { notFound, Refusal } from '#emulation/github/refusal.ts';
import type {
  Author,
  Deployment,
  DeploymentState,
  DeploymentStatus,
  Repository,
} from '#emulation/github/repository.ts';
import type { GitHubState } from '#emulation/github/state.ts';
import { assertDescription, assertWebAddress } from './limits.ts';

export type CreateDeployment = Pick<
  Deployment,
  'ref' | 'sha' | 'task' | 'environment' | 'payload' | 'description' | 'transient' | 'production' | 'creator'
> & { readonly repository: number };

export function createDeployment(state: GitHubState, { repository: id, ...fields }: CreateDeployment, now: number) {
  const repository = writableRepository(state, id);
  assertDescription('Deployment', fields.description);
  const taken = takeId(state);
  const deployment: Deployment = {
    ...fields,
    id: taken.id,
    originalEnvironment: fields.environment,
    createdAt: now,
    updatedAt: now,
  };
  const deployments = [...repository.deployments, deployment];
  const next = withRepository(taken.state, { ...repository, deployments });
  return { state: next, events: [deploymentEvent(scene(next, id, fields.creator.login), deployment)] };
}

export interface CreateDeploymentStatus {
  readonly repository: number;
  readonly deployment: number;
  readonly state: DeploymentState;
  readonly description?: string | undefined;
  readonly environment?: string | undefined;
  readonly logUrl?: string | undefined;
  readonly environmentUrl?: string | undefined;
  /** Ends the older successful ones in the same environment; true unless told otherwise. */
  readonly autoInactive?: boolean | undefined;
  readonly creator: Author;
}

/** The change, and the status that was asked for (others may have been set inactive). */
export function createDeploymentStatus(
  state: GitHubState,
  parameters: CreateDeploymentStatus,
  now: number,
): { readonly change: Change; readonly status: DeploymentStatus } {
  const { repository: id, creator, description = '', autoInactive = true } = parameters;
  const before = writableRepository(state, id);
  const deployment = deploymentOf(before, parameters.deployment);
  assertDescription('DeploymentStatus', description);
  const previous = before.deploymentStatuses.findLast(({ deploymentId }) => deploymentId === deployment.id);
  const environment = parameters.environment ?? previous?.environment ?? deployment.environment;
  const { logUrl = '', environmentUrl = '' } = parameters;
  assertWebAddress('DeploymentStatus', 'log_url', logUrl);
  assertWebAddress('DeploymentStatus', 'environment_url', environmentUrl);
  const fields = { state: parameters.state, description, environment, logUrl, environmentUrl, creator };
  const ended = autoInactive && fields.state === 'success' ? endedBy(before, deployment, environment) : [];

  const added = addStatus(state, id, deployment.id, fields, now);
  const inactive = {
    state: 'inactive',
    description: '',
    environment,
    logUrl: '',
    environmentUrl: '',
    creator,
  } as const;
  const next = ended.reduce((was, older) => addStatus(was, id, older.id, inactive, now).state, added.state);
  const events = deploymentStatusEvents(scene(next, id, creator.login), deployment, added.status);
  return { change: { state: next, events }, status: added.status };
}

type StatusFields = Omit<DeploymentStatus, 'id' | 'deploymentId' | 'createdAt'>;

function addStatus(state: GitHubState, id: number, deploymentId: number, fields: StatusFields, now: number) {
  const taken = takeId(state);
  const repository = writableRepository(taken.state, id);
  const status: DeploymentStatus = { ...fields, id: taken.id, deploymentId, createdAt: now };
  const deployments = repository.deployments.map((one) =>
    one.id === deploymentId ? { ...one, environment: fields.environment, updatedAt: now } : one,
  );
  const deploymentStatuses = [...repository.deploymentStatuses, status];
  return { state: withRepository(taken.state, { ...repository, deployments, deploymentStatuses }), status };
}

/** Prior, not transient, not production, same environment, and successful so far. */
const endedBy = (repository: Repository, { id }: Deployment, environment: string): readonly Deployment[] =>
  repository.deployments.filter(
    (one) =>
      one.id < id &&
      !one.transient &&
      !one.production &&
      one.environment === environment &&
      stateOf(repository, one.id) === 'success',
  );

/** The state of the newest status of a deployment. */
const stateOf = ({ deploymentStatuses }: Repository, id: number): DeploymentState | undefined =>
  deploymentStatuses.findLast(({ deploymentId }) => deploymentId === id)?.state;

/** Throws a 404. */
export function deploymentOf(repository: Repository, id: number): Deployment {
  const found = repository.deployments.find((deployment) => deployment.id === id);
  if (!found) throw notFound();
  return found;
}

/** Deletes a deployment and its statuses; an active one only when there is no other. */
export function deleteDeployment(
  state: GitHubState,
  { repository: id, deployment }: { readonly repository: number; readonly deployment: number },
): Change {
  const repository = writableRepository(state, id);
  deploymentOf(repository, deployment);
  if (repository.deployments.length > 1 && stateOf(repository, deployment) === 'success') {
    const words = 'We cannot delete an active deployment unless it is the only deployment in a given environment.';
    throw new Refusal(422, words);
  }
  const deployments = repository.deployments.filter((one) => one.id !== deployment);
  const deploymentStatuses = repository.deploymentStatuses.filter((one) => one.deploymentId !== deployment);
  return { state: withRepository(state, { ...repository, deployments, deploymentStatuses }), events: [] };
}
