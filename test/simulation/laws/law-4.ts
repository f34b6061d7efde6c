import type { Deployment } from '#emulation/github/repository.ts';
import { placesOf, reasonToWait, STAGING, type AtRest, type Place } from './rest.ts';

const over: ReadonlySet<string> = new Set(['success', 'failure', 'error', 'inactive']);

/**
 * Every record has its verdict or is over; only the present one is active; doubles are closed.
 * The newest may still wait for its start, where its commit may not start now (its record was opened by a writer that
 * was cut off, and then its checks failed).
 */
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
    const isWaiting =
      newest === undefined && reasonToWait(rest, record.sha) !== undefined && record.id > (present ?? 0);
    if (!isWaiting && !over.has(newest ?? '')) {
      wrong.push(`record ${record.id} has no verdict: it is ${newest ?? 'new'}`);
    }
    if (first !== record && newest !== 'inactive' && newest !== 'failure')
      wrong.push(`record ${record.id} doubles ${first?.id}, and is ${newest}`);
    if (newest === 'success' && record.id !== present)
      wrong.push(`record ${record.id} is active, and ${present} is present`);
  }
  const newest = chain.toSorted((left, right) => seqOf(right) - seqOf(left) || left.id - right.id)[0];
  const isWaitingToStart = newest !== undefined && reasonToWait(rest, newest.sha) !== undefined;
  if (newest && present !== undefined && newest.id !== present && !isWaitingToStart)
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
