import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Kind } from '#model/kinds.ts';
import { namespaceConditions, type Content } from './namespace-conditions.ts';

const early = '2026-01-02T03:04:05Z';
const late = '2026-01-02T03:04:06Z';

const item = (kind: Kind, ...finalizers: readonly string[]): Content[number] => ({
  kind,
  document: {
    apiVersion: 'v1',
    kind,
    metadata: { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: early, finalizers },
  },
});

const cases: Record<string, { content: Content; messages: readonly string[] }> = {
  'nothing is left': { content: [], messages: [] },
  'content is counted by its kind, in the order of its names': {
    content: [item('Pod'), item('Lease'), item('Pod')],
    messages: [
      'Some resources are remaining: leases.coordination.k8s.io has 1 resource instances, pods. has 2 resource instances',
    ],
  },
  'finalizers are counted as well': {
    content: [item('Pod', 'b.dev/x', 'a.dev/x'), item('Pod', 'b.dev/x')],
    messages: [
      'Some resources are remaining: pods. has 2 resource instances',
      'Some content in the namespace has finalizers remaining: a.dev/x in 1 resource instances, b.dev/x in 2 resource instances',
    ],
  },
};

for (const [sentence, { content, messages }] of Object.entries(cases)) {
  test(sentence, () => {
    const conditions = namespaceConditions(content, [], early);
    const holding = conditions.filter(({ status }) => status === 'True');
    assert.equal(conditions.length, 5);
    assert.deepEqual(
      holding.map(({ message }) => message),
      messages,
    );
  });
}

test('a condition is as old as its status, whatever its message', () => {
  const before = namespaceConditions([item('Pod', 'a.dev/x'), item('Pod')], [], early);
  const after = namespaceConditions([item('Pod')], before, late);
  const times = new Map(after.map(({ type, lastTransitionTime }) => [type, lastTransitionTime]));
  assert.equal(times.get('NamespaceContentRemaining'), early);
  assert.equal(times.get('NamespaceFinalizersRemaining'), late);
});
