import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Condition, ObjectMeta } from '#model/kubernetes/meta.ts';
import { stored } from '#model/samples.testing.ts';
import { blockersOfDeletion, deletionText } from './blockers.ts';
import { at, namespace } from './worlds.testing.ts';

const condition = (type: string, message: string, status: Condition['status'] = 'True'): Condition => ({
  type,
  status,
  reason: '',
  message,
  lastTransitionTime: at(60),
});
const terminating = (conditions: readonly Condition[], metadata: Partial<ObjectMeta> = {}) =>
  stored({
    ...namespace,
    metadata: { ...namespace.metadata, deletionTimestamp: at(60), ...metadata },
    status: { phase: 'Terminating', conditions },
  } as const);

const hold = condition(
  'NamespaceFinalizersRemaining',
  'Some content in the namespace has finalizers remaining: example.com/also in 1 resource instances, example.com/hold in 12 resource instances',
);
const remaining = condition(
  'NamespaceContentRemaining',
  'Some resources are remaining: leases.coordination.k8s.io has 1 resource instances, pods. has 2 resource instances',
);
const undiscovered = condition('NamespaceDeletionDiscoveryFailure', 'metrics.k8s.io/v1beta1: stale GroupVersion');

const cases: Record<string, { given: ReturnType<typeof terminating>; text: string }> = {
  'nothing is known yet': {
    given: terminating([]),
    text: 'its namespace is being deleted',
  },
  'a finalizer of its content is named, without the counts': {
    given: terminating([remaining, hold]),
    text: 'its namespace is being deleted: its content has finalizers example.com/also, example.com/hold',
  },
  'content that is on its way is named': {
    given: terminating([remaining]),
    text: 'its namespace is being deleted: it still has leases.coordination.k8s.io, pods',
  },
  'what went wrong comes before what is waited for': {
    given: terminating([hold, undiscovered]),
    text: 'its namespace is being deleted: metrics.k8s.io/v1beta1: stale GroupVersion',
  },
  'groups that cannot be discovered are named without their number': {
    given: terminating([
      condition(
        'NamespaceDeletionDiscoveryFailure',
        'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion',
      ),
    ]),
    text: 'its namespace is being deleted: Discovery failed for some groups: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion',
  },
  'pods that still end are no failure, though the controller counts them as one': {
    given: terminating([
      remaining,
      condition(
        'NamespaceDeletionContentFailure',
        'Failed to delete all resource types, 2 remaining: unexpected items still remain in namespace: shop-pr-12 for gvr: /v1, Resource=pods, unexpected items still remain in namespace: shop-pr-12 for gvr: example.com/v1, Resource=things',
      ),
    ]),
    text: 'its namespace is being deleted: it still has leases.coordination.k8s.io, pods',
  },
  'what cannot be deleted is named': {
    given: terminating([
      remaining,
      condition(
        'NamespaceDeletionContentFailure',
        'Failed to delete all resource types, 2 remaining: admission webhook "keep.example.com" denied the request: no, unexpected items still remain in namespace: shop-pr-12 for gvr: /v1, Resource=pods',
      ),
    ]),
    text: 'its namespace is being deleted: admission webhook "keep.example.com" denied the request: no',
  },
  'a condition that is not true says nothing': {
    given: terminating([{ ...hold, status: 'False' }, remaining]),
    text: 'its namespace is being deleted: it still has leases.coordination.k8s.io, pods',
  },
  'a finalizer of the namespace itself is named': {
    given: terminating([], { finalizers: ['example.com/keep'] }),
    text: 'its namespace is being deleted: it has the finalizers example.com/keep',
  },
};

for (const [sentence, { given, text }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(deletionText(given), text));
}

test('the order of blockers is part of the meaning', () =>
  assert.deepEqual(
    blockersOfDeletion.map(({ reason }) => reason),
    [
      'NamespaceDeletionDiscoveryFailure',
      'NamespaceDeletionGroupVersionParsingFailure',
      'NamespaceDeletionContentFailure',
      'NamespaceFinalizersRemaining',
      'NamespaceContentRemaining',
      'Finalizers',
    ],
  ));
