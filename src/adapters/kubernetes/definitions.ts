import type { Client } from '#adapters/kubernetes/transport/client.ts';
import { CodedError } from '#lib/coded-error.ts';
import type { CustomResourceDefinition } from '#model/crd/definitions.ts';
import { sleep, type Timers } from '#ports/timers.ts';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const FIELD_MANAGER = 'installation';
const LOOK_MS = 100;
const LOOKS = 300;

interface Established {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/**
 * Makes our kinds known to an API server, and waits until it serves them.
 * Throws `ObjectsError`, and `CodedError` `KindNotServed` when it does not in half a minute.
 */
export async function applyDefinitions(
  client: Client,
  definitions: readonly CustomResourceDefinition[],
  timers: Timers,
): Promise<void> {
  for (const definition of definitions) await apply(client, definition);
  for (const { metadata } of definitions) await established(client, metadata.name, timers);
}

const apply = (client: Client, definition: CustomResourceDefinition): Promise<unknown> =>
  client.call({
    method: 'PATCH',
    path: `${PATH}/${definition.metadata.name}`,
    query: { fieldManager: FIELD_MANAGER, force: 'true' },
    contentType: 'application/apply-patch+yaml',
    body: definition,
  });

async function established(client: Client, name: string, timers: Timers): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const { status } = (await client.call({ method: 'GET', path: `${PATH}/${name}` })) as Established;
    if (status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True')) return;
    await sleep(timers, LOOK_MS);
  }
  throw new CodedError('KindNotServed', `Kubernetes: ${name}: the API server does not serve it`, {
    source: 'system',
    next: `see why: kubectl describe crd ${name}`,
  });
}
