import type { Deployment } from '#emulation/github/repository.ts';
import { askedFor, payloadOf } from './asked.ts';
import { placesOf, reasonToWait, STAGING, type AtRest, type Place } from './rest.ts';

/** The records of one place, as they stand at rest. */
interface Chain {
  readonly rest: AtRest;
  /** In the order in which they were made. */
  readonly records: readonly Deployment[];
  /** The one that counts: the highest number, and of those the lowest id. */
  readonly newest: Deployment | undefined;
  /** The one that the Environment names. */
  readonly present: number | undefined;
  readonly isGone: boolean;
}

/** Every record has its verdict or is over; only the present one is active; doubles are closed. */
export const records = (rest: AtRest): readonly string[] =>
  placesOf(rest).flatMap((place) => {
    const chain = chainOf(rest, place);
    const wrong = [
      ...chain.records.flatMap((record) => rules.map((rule) => rule(chain, record))),
      newestIsWrong(chain),
      ...requestsAreWrong(chain),
    ];
    return wrong.filter((what) => what !== undefined).map((what) => `${place.name}: ${what}`);
  });

type Rule = (chain: Chain, record: Deployment) => string | undefined;

const over: ReadonlySet<string> = new Set(['success', 'failure', 'error', 'inactive']);
const closed: ReadonlySet<string> = new Set(['failure', 'inactive']);

const rules: readonly Rule[] = [
  function hasVerdict(chain, record) {
    const state = stateOf(chain.rest, record);
    return over.has(state) || waitsToStart(chain, record)
      ? undefined
      : `record ${record.id} has no verdict: it is ${state}`;
  },
  function doubleIsClosed({ rest, records: all }, record) {
    const first = all.find((one) => seqOf(one) === seqOf(record));
    const state = stateOf(rest, record);
    return first === record || closed.has(state)
      ? undefined
      : `record ${record.id} doubles ${first?.id}, and is ${state}`;
  },
  function onlyPresentIsActive({ rest, present }, record) {
    if (stateOf(rest, record) !== 'success' || record.id === present) return undefined;
    return `record ${record.id} is active, and ${present} is present`;
  },
];

function newestIsWrong(chain: Chain): string | undefined {
  const { rest, newest, present, isGone } = chain;
  if (!newest) return undefined;
  if (isGone)
    return stateOf(rest, newest) === 'inactive' ? undefined : `record ${newest.id} stands, and its place is gone`;
  if (present === undefined || newest.id === present || waitsToStart(chain, newest)) return undefined;
  return `the newest record is ${newest.id}, and ${present} is present`;
}

/** What people do is recorded because somebody asked for it, and once only. */
function requestsAreWrong({ rest, records: all }: Chain): readonly (string | undefined)[] {
  const asked = askedFor(rest.evidence);
  const counted = all.filter((record) => all.find((one) => seqOf(one) === seqOf(record)) === record);
  return counted.map((record) => {
    const { act, request } = payloadOf(record);
    if (act === 'deploy') return undefined;
    if (!asked.has(request?.name ?? '')) return `record ${record.id} is a ${act} that nobody asked for`;
    const first = counted.find((one) => payloadOf(one).request?.name === request?.name);
    return first === record ? undefined : `record ${record.id} carries out ${request?.name} once more`;
  });
}

/** Its writer was cut off before the spec was written, and then its commit might no longer start. */
const waitsToStart = ({ rest, newest }: Chain, record: Deployment): boolean =>
  record === newest && stateOf(rest, record) === NEW && reasonToWait(rest, record.sha) !== undefined;

function chainOf(rest: AtRest, { pullRequest, service, name }: Place): Chain {
  const [environment, task] = pullRequest ? ['preview', `preview-pr-${pullRequest.number}`] : [STAGING, service.name];
  const all = rest.repository.deployments.filter(
    (one) => one.environment === environment && one.task === task && payloadOf(one).application === service.name,
  );
  const [newest] = all.toSorted((left, right) => seqOf(right) - seqOf(left) || left.id - right.id);
  const found = rest.environments.get(name);
  return { rest, records: all, newest, present: found?.spec.revision?.deploymentId, isGone: found === undefined };
}

/** Of a record without any status. */
const NEW = 'new';

const stateOf = ({ repository }: AtRest, { id }: Deployment): string =>
  repository.deploymentStatuses.findLast(({ deploymentId }) => deploymentId === id)?.state ?? NEW;

const seqOf = (record: Deployment): number => Number(payloadOf(record).seq);
