import { CodedError } from '#lib/coded-error.ts';
import {
  isConcluded,
  REQUEST_ENVIRONMENT_LABEL,
  requestName,
  type ActRequest,
  type Person,
  type RequestedAct,
} from '#model/act-request.ts';
import { GROUP_VERSION } from '#model/environment.ts';
import type { EnvironmentName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { isoTime, type Clock } from '#ports/clock.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import { ABSENT, type Objects } from '#ports/objects/objects.ts';

export interface RequestPorts {
  readonly objects: Pick<Objects, 'get' | 'list' | 'apply'>;
  readonly clock: Clock;
}

/** What somebody asks for. */
export interface Asking {
  readonly act: RequestedAct;
  readonly environment: EnvironmentName;
  readonly by: Person;
  readonly why: string;
  /** Chosen by the client: the same key is the same request. */
  readonly key: string;
}

/** So many may wait at a time: a client that goes round in circles fills no cluster. */
const MOST_OPEN = 100;

/**
 * Writes down that somebody asks for something; the controller does the rest. A repetition changes nothing.
 * Throws `ObjectsError`, or `CodedError`: `KeyReused`, `TooManyRequests`.
 */
export async function requestAct({ objects, clock }: RequestPorts, asking: Asking): Promise<Stored<ActRequest>> {
  const { act, environment, by, why, key } = asking;
  const metadata = {
    name: requestName(key),
    namespace: HOME_NAMESPACE,
    labels: { [REQUEST_ENVIRONMENT_LABEL]: environment },
  };
  const before = await objects.get('ActRequest', metadata);
  if (before) return theSame(before, asking);

  const { items } = await objects.list('ActRequest', { namespace: HOME_NAMESPACE });
  if (items.filter((one) => !isConcluded(one)).length >= MOST_OPEN) throw tooMany;
  const spec = { act, environment, by, why, requestedAt: isoTime(clock.now()) };
  const request = { apiVersion: GROUP_VERSION, kind: 'ActRequest', metadata, spec } as const;
  try {
    return await objects.apply('ActRequest', request, { fieldManager: 'server', ifVersion: ABSENT });
  } catch (error) {
    const winner = isObjectsError(error, 'Conflict') ? await objects.get('ActRequest', metadata) : undefined;
    if (winner) return theSame(winner, asking);
    throw error;
  }
}

function theSame(request: Stored<ActRequest>, { act, environment, key }: Asking): Stored<ActRequest> {
  if (request.spec.act === act && request.spec.environment === environment) return request;
  throw new CodedError('KeyReused', `the key ${key} was used for another request`, {
    source: 'user',
    next: 'choose a new key for every request: a UUID, for example',
  });
}

const tooMany = new CodedError('TooManyRequests', `${MOST_OPEN} requests wait to be carried out`, {
  source: 'user',
  next: 'ask again when some of them have come to their end',
});
