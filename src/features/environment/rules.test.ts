import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Condition } from '#model/kubernetes/meta.ts';
import { revision } from '#model/samples.testing.ts';
import { isAvailable, podsOf, readySince, reasonsForFailure, whyFailed, type Rollout } from './rules.ts';
import { at, crashing, deployment, now, pod, rolledOut, wanted } from './worlds.testing.ts';

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

const progressing = (status: Condition['status'], reason: string): Condition => ({
  type: 'Progressing',
  status,
  reason,
  message: '',
  lastTransitionTime: at(60),
});
const late = deployment({ ...rolledOut, conditions: [progressing('False', 'ProgressDeadlineExceeded')] });
const pulling = (reason: string, message?: string) =>
  pod({ ready: false, state: { waiting: { reason, ...(message !== undefined && { message }) } } });

const failures: Record<string, { given: Partial<Rollout>; reason: string | undefined; says?: RegExp }> = {
  'what runs well has not failed': { given: {}, reason: undefined },
  'a container that is being created has not failed': {
    given: { pods: [pulling('ContainerCreating')] },
    reason: undefined,
  },
  'a process that crashes again and again': {
    given: { pods: [crashing(3)] },
    reason: 'CrashLoopBackOff',
    says: /^the process ends soon after its start, with exit code 3$/,
  },
  'a process that crashes, without a word of how it ended': {
    given: { pods: [pulling('CrashLoopBackOff', 'back-off 10s')] },
    reason: 'CrashLoopBackOff',
    says: /^the process ends soon after its start$/,
  },
  'an image that cannot be pulled': {
    given: { pods: [pulling('ImagePullBackOff', 'not found')] },
    reason: 'ImagePullBackOff',
    says: /^not found$/,
  },
  'an image that cannot be pulled, without a word': {
    given: { pods: [pulling('ImagePullBackOff')] },
    reason: 'ImagePullBackOff',
    says: /image/,
  },
  'a name that is no image': { given: { pods: [pulling('InvalidImageName', 'bad')] }, reason: 'ImagePullBackOff' },
  'a first try to pull may still succeed': { given: { pods: [pulling('ErrImagePull', 'timeout')] }, reason: undefined },
  'a pod that does not become ready in time': {
    given: { deployment: late, pods: [pod({ ready: false })] },
    reason: 'ProgressDeadlineExceeded',
    says: /within 120 seconds/,
  },
  'a rollout that goes on has not failed': {
    given: { deployment: deployment({ ...rolledOut, conditions: [progressing('True', 'ReplicaSetUpdated')] }) },
    reason: undefined,
  },
  'a crash is told before the deadline that it led to': {
    given: { deployment: late, pods: [crashing()] },
    reason: 'CrashLoopBackOff',
  },
  'a crash that was overcome is over': {
    given: { pods: [pod({ lastState: { terminated: { exitCode: 1 } } })] },
    reason: undefined,
  },
};

for (const [sentence, { given, reason, says }] of Object.entries(failures)) {
  test(sentence, () => {
    const fact = whyFailed({ ...well, ...given });
    assert.equal(fact?.reason, reason, fact?.message);
    if (says) assert.match(fact?.message ?? '', says);
  });
}

test('the order of the reasons is a decision', () =>
  assert.deepEqual(
    reasonsForFailure.map(({ reason }) => reason),
    ['ImagePullBackOff', 'CrashLoopBackOff', 'ProgressDeadlineExceeded'],
  ));

const backOff = (message: string) => whyFailed({ ...well, pods: [pulling('CrashLoopBackOff', message)] });

test('law 6: the words about a crash do not change with its back-off', () => {
  assert.deepEqual(backOff('back-off 10s restarting'), backOff('back-off 5m0s restarting'));
});

test('a pod belongs to the attempt that its label names', () => {
  const pods = [pod({ of: revision('a', 5) }), pod(), pod({ of: revision('a', 500) })];
  assert.deepEqual(podsOf(pods, 50), [pods[1]]);
});

test('since when: the youngest ready pod', () => {
  assert.equal(readySince([pod({ readySecondsAgo: 60 }), pod({ readySecondsAgo: 5 })]), now - 5_000);
  assert.equal(readySince([pod({ ready: false })]), undefined);
});
