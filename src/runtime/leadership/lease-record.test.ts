import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { stored } from '#model/samples.testing.ts';
import type { Lease } from '#model/kubernetes/workload.ts';
import { claim, claimableInMs, observe, release, type Observed } from './lease-record.ts';

const now = Date.UTC(2026, 0, 5, 9, 0, 0, 7);
const held: Lease['spec'] = {
  holderIdentity: 'a',
  leaseDurationSeconds: 15,
  acquireTime: '2026-01-01T00:00:00.000000Z',
  renewTime: '2026-01-01T00:00:10.000000Z',
  leaseTransitions: 4,
};
const seen = (spec: Lease['spec'], sinceMs = 1_000): Observed => ({
  condition: { ifVersion: '7', ifUid: 'uid' },
  spec,
  sinceMs,
});
const lease = (resourceVersion: string, spec: Lease['spec']) =>
  stored<Lease>({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'x', namespace: 'n', uid: 'u', resourceVersion },
    spec,
  });

const claims: Record<string, { before: Observed | undefined; spec: Lease['spec'] }> = {
  'the first holder of a lease': {
    before: undefined,
    spec: { acquireTime: '2026-01-05T09:00:00.007000Z', leaseTransitions: 0 },
  },
  'a holder that renews': {
    before: seen({ ...held, holderIdentity: 'b' }),
    spec: { acquireTime: held.acquireTime ?? '', leaseTransitions: 4 },
  },
  'a holder that comes after another': {
    before: seen(held),
    spec: { acquireTime: '2026-01-05T09:00:00.007000Z', leaseTransitions: 5 },
  },
  'a holder that comes after one who let go': {
    before: seen({ ...held, holderIdentity: '' }),
    spec: { acquireTime: '2026-01-05T09:00:00.007000Z', leaseTransitions: 5 },
  },
};

for (const [sentence, { before, spec }] of Object.entries(claims)) {
  test(`${sentence} writes since when it holds it, and the how-manieth it is`, () =>
    assert.deepEqual(claim(before, { identity: 'b', durationMs: 15_000, now }), {
      holderIdentity: 'b',
      leaseDurationSeconds: 15,
      renewTime: '2026-01-05T09:00:00.007000Z',
      ...spec,
    }));
}

const waits: Record<string, { observed: Observed | undefined; at: number; ms: number }> = {
  'that does not exist': { observed: undefined, at: 0, ms: 0 },
  'that nobody holds': { observed: seen({ ...held, holderIdentity: '' }), at: 1_000, ms: 0 },
  'that it holds itself': { observed: seen({ ...held, holderIdentity: 'b' }), at: 1_000, ms: 0 },
  'of another that has just been renewed': { observed: seen(held), at: 1_000, ms: 15_000 },
  'of another that was seen unchanged for a while': { observed: seen(held), at: 15_999, ms: 1 },
  'of another that was seen unchanged for as long as it lasts': { observed: seen(held), at: 16_000, ms: 0 },
  'of another that lasts longer than ours would': {
    observed: seen({ ...held, leaseDurationSeconds: 60 }),
    at: 16_000,
    ms: 45_000,
  },
};

for (const [sentence, { observed, at, ms }] of Object.entries(waits)) {
  test(`a lease ${sentence} is waited for ${ms} ms`, () => assert.equal(claimableInMs(observed, 'b', at), ms));
}

test('a lease counts as seen since it last said something else, whatever its version', () => {
  const first = observe(undefined, lease('7', held), 1_000);
  const labelled = observe(first, lease('8', held), 2_000);
  assert.deepEqual([labelled.sinceMs, labelled.condition.ifVersion], [1_000, '8']);
  const renewed = observe(labelled, lease('9', { ...held, renewTime: '2020-01-01T00:00:00.000000Z' }), 3_000);
  assert.deepEqual([renewed.sinceMs, renewed.condition.ifVersion], [3_000, '9']);
});

test('who lets go leaves nobody in the lease, and a length that nobody has to wait for', () =>
  assert.deepEqual(release(seen(held), now), {
    holderIdentity: '',
    leaseDurationSeconds: 1,
    acquireTime: '2026-01-05T09:00:00.007000Z',
    renewTime: '2026-01-05T09:00:00.007000Z',
    leaseTransitions: 4,
  }));
