import { strict as assert } from 'node:assert';
import type { Condition, Stored } from '#model/kubernetes/meta.ts';
import type { ContainerStatus, Pod } from '#model/kubernetes/workload.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { imagesOf, PLACE, type Bench } from './bench.testing.ts';

export const SECOND = 1000;
export const reasonOf = (conditions: readonly Condition[] | undefined, type: string): string | undefined => {
  const found = conditions?.find((condition) => condition.type === type);
  return found && `${found.status} ${found.reason}`;
};
export async function podOf(bench: Bench, image: string): Promise<Stored<Pod>> {
  const pods = await bench.pods();
  const found = pods.find(({ metadata }) => metadata.labels?.['image'] === image);
  assert.ok(found, `no pod of image ${image} among ${imagesOf(pods).join(', ') || 'none'}`);
  return found;
}

export async function stateOf(bench: Bench, image: string): Promise<ContainerStatus> {
  const { status } = await podOf(bench, image);
  const container = status?.containerStatuses?.[0];
  assert.ok(container, `the pod of image ${image} has no container status`);
  return container;
}

export const pick = (fields: Readonly<Record<string, string>> | undefined, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, fields?.[name]]));

/** What ends the pods of a bench. */
export const endings: Record<string, (bench: Bench) => Promise<void>> = {
  'a deleted Deployment': async (bench) => {
    const { metadata } = await bench.deployment();
    await bench.objects.delete('Deployment', PLACE, { ifUid: metadata.uid });
  },
  'a deleted namespace': async ({ objects }) => {
    const found = await objects.get('Namespace', { name: PLACE.namespace });
    assert.ok(found);
    await objects.delete('Namespace', { name: PLACE.namespace }, { ifUid: found.metadata.uid });
  },
};
/** The same objects with something around each call. */
export const around = (objects: Objects, call: <Result>(ask: () => Promise<Result>) => Promise<Result>): Objects => ({
  get: (...args) => call(() => objects.get(...args)),
  list: (...args) => call(() => objects.list(...args)),
  watch: (...args) => objects.watch(...args),
  apply: (...args) => call(() => objects.apply(...args)),
  putStatus: (...args) => call(() => objects.putStatus(...args)),
  removeFinalizer: (...args) => call(() => objects.removeFinalizer(...args)),
  delete: (...args) => call(() => objects.delete(...args)),
});
