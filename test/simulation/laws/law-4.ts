import type { Deployment } from '#emulation/github/repository.ts';
import { placesOf, STAGING, type AtRest, type Place } from './rest.ts';

/** Every record has its verdict or is over; only the present one is open; doubles are closed. */
export const records = (rest: AtRest): readonly string[] =>
  placesOf(rest).flatMap((place) => wrongWith(rest, place).map((what) => `${place.name}: ${what}`));

function wrongWith(rest: AtRest, place: Place): readonly string[] {
  const { environments } = rest;
  const chain = recordsOf(rest, place);
  const present = environments.get(place.name)?.spec.revision?.deploymentId;
  const wrong: string[] = [];
  for (const record of chain) {
    const newest = stateOf(rest, record);
    const first = chain.find((one) => seqOf(one) === seqOf(record));
    if (newest === undefined || newest === 'in_progress' || newest === 'queued' || newest === 'pending') {
      wrong.push(`record ${record.id} has no verdict: it is ${newest ?? 'new'}`);
    }
    if (first !== record && newest !== 'inactive')
      wrong.push(`record ${record.id} doubles ${first?.id}, and is ${newest}`);
    if (newest === 'success' && record.id !== present)
      wrong.push(`record ${record.id} is active, and ${present} is present`);
  }
  const newest = chain.toSorted((left, right) => seqOf(right) - seqOf(left) || left.id - right.id)[0];
  if (newest && present !== undefined && newest.id !== present)
    wrong.push(`the newest record is ${newest.id}, and ${present} is present`);
  if (newest && !environments.has(place.name) && stateOf(rest, newest) !== 'inactive') {
    wrong.push(`record ${newest.id} stands, and the environment is gone`);
  }
  return wrong;
}

/** In the order in which they were made. */
function recordsOf({ repository }: AtRest, { pullRequest, service }: Place): readonly Deployment[] {
  const [environment, task] = pullRequest ? ['preview', `preview-pr-${pullRequest.number}`] : [STAGING, service.name];
  return repository.deployments.filter(
    (one) => one.environment === environment && one.task === task && fieldOf(one, 'application') === service.name,
  );
}

const stateOf = ({ repository }: AtRest, { id }: Deployment): string | undefined =>
  repository.deploymentStatuses.findLast(({ deploymentId }) => deploymentId === id)?.state;

const fieldOf = ({ payload }: Deployment, field: string): unknown =>
  typeof payload === 'string' ? undefined : payload[field];

const seqOf = (record: Deployment): number => Number(fieldOf(record, 'seq'));
