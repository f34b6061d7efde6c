import { isConcluded, REQUEST_ENVIRONMENT_LABEL, type ActRequest } from '#model/act-request.ts';
import type { Environment } from '#model/environment.ts';
import type { EnvironmentName, RepositoryRef } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Record, RecordChain } from '#model/record.ts';
import type { Freshness } from '#features/deliver/record/gather.ts';
import type { Deployments } from '#ports/github/reports.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';

/** What people asked of one environment, as far as it is remembered. Throws `ObjectsError`. */
export async function requestsAbout(
  objects: ObjectReader,
  environment: EnvironmentName,
): Promise<readonly Stored<ActRequest>[]> {
  const labels = { [REQUEST_ENVIRONMENT_LABEL]: environment };
  return (await objects.list('ActRequest', { namespace: HOME_NAMESPACE, labels })).items;
}

export interface Remembered {
  readonly environment: Environment | undefined;
  readonly requests: readonly ActRequest[];
}

/**
 * Whether an answer of GitHub has the records of people's acts that the cluster knows of. Where an environment was
 * deleted, no spec remembers its records: the requests do. Without them an answer from before would bring it back.
 */
export async function freshnessBy(
  { environment, requests }: Remembered,
  deployments: Deployments,
  repository: RepositoryRef,
  chain: RecordChain,
): Promise<Freshness> {
  if (!environment && requests.some((request) => isOpenDeletion(request) && !recordOf(chain, request))) return 'stale';
  const listed = new Set([...chain.winners, ...chain.doubles].map(({ id }) => id));
  for (const { status } of requests) {
    const outcome = status?.outcome;
    if (!outcome || outcome.kind === 'refused' || listed.has(outcome.deploymentId)) continue;
    return (await deployments.get(repository, outcome.deploymentId)) ? 'stale' : 'missing';
  }
  return 'fresh';
}

/** The record that carries out a request, if it counts. */
export const recordOf = ({ winners }: RecordChain, { metadata }: ActRequest): Record | undefined =>
  winners.find(({ payload }) => payload.request?.name === metadata.name);

/** Its record may be made, or about to be made. */
const isOpenDeletion = (request: ActRequest): boolean => request.spec.act === 'delete' && !isConcluded(request);
