import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { Deployment, Pod, PodTemplate } from '#model/kubernetes/workload.ts';
import { TEMPLATE_HASH_LABEL } from './labels.ts';
import { planRollout, templateHash } from './rollout.ts';

interface Case {
  readonly replicas: number;
  readonly pods: readonly string[];
  readonly surge?: number;
  readonly unavailable?: number;
  readonly create: number;
  readonly remove: readonly string[];
}

/** Pods are written as `new` or `old`, `+` when ready, and a name. */
const cases: Record<string, Case> = {
  'the first pod is made at once': { replicas: 1, pods: [], create: 1, remove: [] },
  'all pods of a first rollout are made at once': { replicas: 3, pods: [], create: 3, remove: [] },
  'a new pod is made before the old one goes': { replicas: 1, pods: ['old+ a'], create: 1, remove: [] },
  'the old one stays while the new one is not ready': { replicas: 1, pods: ['old+ a', 'new b'], create: 0, remove: [] },
  'the old one goes when the new one is ready': { replicas: 1, pods: ['old+ a', 'new+ b'], create: 0, remove: ['a'] },
  'an old one that is not ready goes at once, and leaves its place': {
    replicas: 1,
    pods: ['old+ a', 'old b'],
    create: 1,
    remove: ['b'],
  },
  'of three, one at a time is replaced': { replicas: 3, pods: ['old+ a', 'old+ b', 'old+ c'], create: 1, remove: [] },
  'of three, the oldest goes for the new one': {
    replicas: 3,
    pods: ['old+ a', 'old+ b', 'old+ c', 'new+ d'],
    create: 0,
    remove: ['a'],
  },
  'with a surge of two, two are made': { replicas: 2, surge: 2, pods: ['old+ a', 'old+ b'], create: 2, remove: [] },
  'where one may be missing, the old one goes at once': {
    replicas: 2,
    surge: 0,
    unavailable: 1,
    pods: ['old+ a', 'old+ b'],
    create: 0,
    remove: ['a'],
  },
  'of too many, those that are not ready go first': {
    replicas: 1,
    pods: ['new+ a', 'new b', 'new+ c'],
    create: 0,
    remove: ['b', 'c'],
  },
  'fewer replicas while rolling never leave too few ready': {
    replicas: 1,
    pods: ['old+ a', 'old+ b', 'new c'],
    create: 0,
    remove: ['a'],
  },
  'no replicas, no pods': { replicas: 0, pods: ['old+ a', 'new+ b', 'new c'], create: 0, remove: ['c', 'b', 'a'] },
};

for (const [sentence, { replicas, pods, surge = 1, unavailable = 0, create, remove }] of Object.entries(cases)) {
  test(sentence, () => {
    const rollingUpdate = { maxSurge: surge, maxUnavailable: unavailable };
    const spec = { replicas, strategy: { type: 'RollingUpdate', rollingUpdate } };
    const plan = planRollout({ spec } as unknown as Deployment, pods.map(podOf), 'new');
    const names = plan.remove.map(({ metadata }) => metadata.name);
    assert.deepEqual({ create: plan.create, remove: names.toSorted() }, { create, remove: remove.toSorted() });
  });
}

test('the hash of a template does not depend on the order of its fields', () => {
  const one: PodTemplate = { metadata: { labels: { a: '1', b: '2' } }, spec: { containers: [] } };
  const same: PodTemplate = { spec: { containers: [] }, metadata: { labels: { b: '2', a: '1' } } };
  const other: PodTemplate = { metadata: { labels: { a: '1', b: '3' } }, spec: { containers: [] } };
  assert.equal(templateHash(one), templateHash(same));
  assert.notEqual(templateHash(one), templateHash(other));
});

function podOf(text: string, index: number): Stored<Pod> {
  const [kind = '', name = ''] = text.split(' ');
  const ready = kind.endsWith('+') ? 'True' : 'False';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: `2026-01-02T03:04:0${index}Z`,
      labels: { [TEMPLATE_HASH_LABEL]: kind.replace('+', '') },
    },
    spec: { containers: [] },
    status: { conditions: [{ type: 'Ready', status: ready, reason: 'x', message: '', lastTransitionTime: '' }] },
  };
}
