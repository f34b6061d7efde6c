import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import type { ControlPlane } from '#dev/control-plane/control-plane.ts';
import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { systemClock } from '#adapters/node/time.ts';
import { accepted, type Sent } from '#model/crd/objects.testing.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { ManagedFieldsEntry } from '#model/kubernetes/meta.ts';
import { UPDATER, type Applied } from '#ports/objects/objects.ts';
import { startCluster } from '#test/control-plane/kubernetes/cluster.testing.ts';
import { Api, collectionPath } from './api.testing.ts';

type OwnKind = Sent['kind'];

/** Who owns which fields of an object: by manager, operation and subresource. */
const ownership = (fields: readonly ManagedFieldsEntry[] = []): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    fields.map(({ manager, operation, subresource = '', fieldsV1 }) => [
      `${manager} ${operation} ${subresource}`,
      fieldsV1,
    ]),
  );

async function inLocalMode({ status, ...applied }: Sent): Promise<readonly ManagedFieldsEntry[] | undefined> {
  const objects = createLocalObjects({ clock: systemClock, random: Math.random });
  const { kind } = applied;
  const made = await objects.apply(kind, applied as unknown as Applied<OwnKind>, { fieldManager: 'deliver' });
  if (!status) return made.metadata.managedFields;
  const put = await objects.putStatus(kind, { name: applied.metadata.name, namespace: HOME_NAMESPACE }, status, {
    ifVersion: made.metadata.resourceVersion,
  });
  return put.metadata.managedFields;
}

describe('who owns what of an object of ours', () => {
  let plane: ControlPlane;
  let api: Api;
  before(async () => {
    plane = await startCluster();
    api = new Api(plane);
    await api.post('/api/v1/namespaces', { metadata: { name: HOME_NAMESPACE } });
  });
  after(() => plane.close());

  async function onServer(object: Sent): Promise<readonly ManagedFieldsEntry[]> {
    const { status, ...applied } = object;
    const path = `${collectionPath(object.kind, HOME_NAMESPACE)}/${object.metadata.name}`;
    const { body } = await api.apply(path, applied, 'deliver');
    const { metadata } = body as { metadata: { managedFields: readonly ManagedFieldsEntry[] } };
    if (!status) return metadata.managedFields;
    const put = await api.put(`${path}/status?fieldManager=${UPDATER}`, { ...object, metadata });
    return (put.body as { metadata: typeof metadata }).metadata.managedFields;
  }

  for (const [sentence, object] of Object.entries(accepted)) {
    test(`is the same on an API server as in local mode: ${sentence}`, async () => {
      const [theirs, ours] = await Promise.all([onServer(object), inLocalMode(object)]);
      await api.delete(`${collectionPath(object.kind, HOME_NAMESPACE)}/${object.metadata.name}`);
      assert.ok(theirs.length > 0);
      assert.deepEqual(ownership(ours), ownership(theirs));
    });
  }
});
