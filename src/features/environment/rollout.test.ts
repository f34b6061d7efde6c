import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { revision } from '#model/samples.testing.ts';
import { isAvailable, podsOf, readySince, type Rollout } from './rollout.ts';
import { at, deployment, now, pod, rolledOut, wanted } from './worlds.testing.ts';

const well: Rollout = { revision: wanted, deployment: deployment(rolledOut), pods: [pod()] };
const other = revision('c', 50);
const leaving = { metadata: { deletionTimestamp: at(1) } };

const available: Record<string, { given: Partial<Rollout>; is: boolean }> = {
  'one ready pod of this digest, and nothing left to update': { given: {}, is: true },
  'a status that was never written': { given: { deployment: deployment() }, is: false },
  'a status of the generation before': { given: { deployment: deployment(rolledOut, { generation: 2 }) }, is: false },
  'a status that is newer than what was read': {
    given: { deployment: deployment({ ...rolledOut, observedGeneration: 2 }) },
    is: true,
  },
  'a pod that is not updated yet': {
    given: { deployment: deployment({ ...rolledOut, updatedReplicas: 0 }) },
    is: false,
  },
  'a pod that is not available yet': {
    given: { deployment: deployment({ ...rolledOut, availableReplicas: 0 }) },
    is: false,
  },
  'an older pod that still serves beside it': {
    given: { deployment: deployment({ ...rolledOut, replicas: 2, availableReplicas: 2 }) },
    is: false,
  },
  'counts that a cache tells before the pods': { given: { pods: [] }, is: false },
  'a pod that is not ready': { given: { pods: [pod({ ready: false })] }, is: false },
  'a ready pod that is being deleted': { given: { pods: [pod(leaving)] }, is: false },
  'a ready pod with another digest': { given: { pods: [pod({ of: other })] }, is: false },
  'two ready pods, one with another digest': { given: { pods: [pod(), pod({ of: other })] }, is: false },
  'the old pod still ends beside the new one': { given: { pods: [pod(), pod(leaving)] }, is: true },
};

for (const [sentence, { given, is }] of Object.entries(available)) {
  test(`${sentence}: ${is ? 'available' : 'not available'}`, () =>
    assert.equal(isAvailable({ ...well, ...given }), is));
}

test('a pod belongs to the attempt that its label names', () => {
  const pods = [pod({ of: revision('a', 5) }), pod(), pod({ of: revision('a', 500) }), pod(leaving)];
  assert.deepEqual(podsOf(pods, 50), [pods[1]]);
});

test('since when: the youngest ready pod', () => {
  assert.equal(readySince([pod({ readySecondsAgo: 60 }), pod({ readySecondsAgo: 5 })]), now - 5_000);
  assert.equal(readySince([pod({ ready: false })]), undefined);
});
