import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { application, repository, sha } from '#model/samples.testing.ts';
import { ImagesError, type Images } from '#ports/images.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { gatherCommit } from './gather.ts';

const FILE = `apiVersion: dungeonmaster.dev/v1alpha1
kind: Application
metadata: {name: shop}
spec: {image: 'ghcr.io/acme/shop:{sha}', checks: none}
`;

/** A commit whose file is as it should be, and images that fail like this. */
function commitWith(error: Error) {
  const images: Images = {
    find: async () => {
      throw error;
    },
  };
  const github = { files: { read: async () => FILE }, checks: { ofCommit: async () => [] } };
  const ports = { images, github } as unknown as DeliverPorts;
  return gatherCommit(ports, { ...application, spec: { ...application.spec, repository } }, sha('a'));
}

const refusal = (code: 'Forbidden' | 'Invalid' | 'Unavailable', next?: string) =>
  new ImagesError(code, 'ghcr.io: 403', { source: 'user', next });

test('a registry that refuses us is part of the world, with what to do', async () => {
  const { image, imageRefusal } = await commitWith(refusal('Forbidden', 'name a pull secret'));
  assert.deepEqual([image, imageRefusal], [undefined, 'ghcr.io: 403: name a pull secret']);
});

test('so is a name that is none of an image', async () => {
  assert.equal((await commitWith(refusal('Invalid'))).imageRefusal, 'ghcr.io: 403');
});

test('a registry that gives no answer is waited for: nothing is decided from it', async () => {
  await assert.rejects(commitWith(refusal('Unavailable')), { code: 'Unavailable' });
});

test('what nobody expected is not taken for a refusal', async () => {
  await assert.rejects(commitWith(new TypeError('x')), TypeError);
});
