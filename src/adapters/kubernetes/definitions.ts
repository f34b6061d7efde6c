import { CodedError } from '#lib/coded-error.ts';
import { definitionOf } from '#model/crd/definitions.ts';
import { ownKinds, type OwnKind } from '#model/crd/own-kinds.ts';
import { kinds } from '#model/kinds.ts';
import { isObjectsError } from '#ports/objects/errors.ts';
import { sleep, type Timers } from '#ports/timers.ts';
import type { Client } from './transport/client.ts';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const FIELD_MANAGER = 'installation';
const LOOK_MS = 100;
const LOOKS = 300;

/**
 * Makes our kinds known to an API server, and waits until it serves them.
 * Throws `ObjectsError`, and `CodedError` `KindNotServed` when it does not in half a minute.
 */
export async function applyDefinitions(client: Client, timers: Timers): Promise<void> {
  for (const kind of ownKinds) await apply(client, kind);
  for (const kind of ownKinds) await served(client, kind, timers);
}

const nameOf = (kind: OwnKind): string => definitionOf(kind).metadata.name;

const apply = (client: Client, kind: OwnKind): Promise<unknown> =>
  client.call({
    method: 'PATCH',
    path: `${PATH}/${nameOf(kind)}`,
    query: { fieldManager: FIELD_MANAGER, force: 'true' },
    contentType: 'application/apply-patch+yaml',
    body: definitionOf(kind),
  });

async function served(client: Client, kind: OwnKind, timers: Timers): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (await isServed(client, kind)) return;
    await sleep(timers, LOOK_MS);
  }
  throw new CodedError('KindNotServed', `Kubernetes: ${nameOf(kind)}: the API server does not serve it`, {
    source: 'system',
    next: `see why: kubectl describe crd ${nameOf(kind)}`,
  });
}

/** Its condition Established is written a moment before requests are answered; so it is asked itself. */
async function isServed(client: Client, kind: OwnKind): Promise<boolean> {
  const { apiVersion, plural } = kinds[kind];
  try {
    await client.call({ method: 'GET', path: `/apis/${apiVersion}/${plural}`, query: { limit: '1' } });
    return true;
  } catch (error) {
    if (isObjectsError(error, 'Invalid')) return false;
    throw error;
  }
}
