import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Condition } from '#model/kubernetes/meta.ts';
import type { ContainerState } from '#model/kubernetes/workload.ts';
import type { Rollout } from './rollout.ts';
import { reasonsForDelay, reasonsForFailure, replaces, whyDelayed, whyFailed } from './rules.ts';
import { at, crashing, deployment, pod, rolledOut, wanted } from './worlds.testing.ts';

const well: Rollout = { revision: wanted, deployment: deployment(rolledOut), pods: [pod()] };
const progressing = (status: Condition['status'], reason: string): Condition => ({
  type: 'Progressing',
  status,
  reason,
  message: '',
  lastTransitionTime: at(60),
});
const timedOut = progressing('False', 'ProgressDeadlineExceeded');
const late = deployment({ ...rolledOut, conditions: [timedOut] });
const refused = (message: string, ...more: readonly Condition[]) =>
  deployment({
    observedGeneration: 1,
    conditions: [
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message, lastTransitionTime: at(60) },
      ...more,
    ],
  });
const pulling = (reason: string, message?: string) =>
  pod({ ready: false, state: { waiting: { reason, ...(message !== undefined && { message }) } } });

const ended = (terminated: NonNullable<ContainerState['terminated']>) =>
  pod({ ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated } });

// As the kubelet, the scheduler and the API server of Kubernetes 1.37 say it.
const ROOT =
  'container has runAsNonRoot and image will run as root (pod: "shop-6c9f7d8b5-x2x8p_shop-pr-12(9a)", container: service)';
const NAMED_USER =
  'container has runAsNonRoot and image has non-numeric user (node), cannot verify user is non-root (pod: "shop-6c9f7d8b5-x2x8p_shop-pr-12(9a)", container: service)';
const NO_COMMAND =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown';
const NO_NODE =
  '0/2 nodes are available: 2 Insufficient memory. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.';
const QUOTA =
  'pods "shop-6c9f7d8b5-x2x8p" is forbidden: exceeded quota: shop, requested: limits.memory=512Mi,pods=1, used: limits.memory=6Gi,pods=10, limited: limits.memory=6Gi,pods=10';
const STANDARD =
  'pods "shop-6c9f7d8b5-x2x8p" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "service" must set securityContext.runAsNonRoot=true)';
const TOO_MUCH =
  'pods "shop-6c9f7d8b5-x2x8p" is forbidden: maximum memory usage per Container is 2Gi, but limit is 4Gi';

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
    reason: 'ReadinessProbeFailed',
    says: /^it runs, but did not answer GET \/healthz on port 3000 within 120 seconds: .* on every address\?$/,
  },
  'a pod that is not even there in time': {
    given: { deployment: late, pods: [] },
    reason: 'ProgressDeadlineExceeded',
    says: /^it was not ready within 120 seconds$/,
  },
  'a deadline of which the status speaks before it saw the new spec': {
    given: { deployment: { ...late, metadata: { ...late.metadata, generation: 2 } }, pods: [pod({ ready: false })] },
    reason: undefined,
  },
  'an image that would run as root': {
    given: { pods: [pulling('CreateContainerConfigError', ROOT)] },
    reason: 'ImageRunsAsRoot',
    says: /^container has runAsNonRoot and image will run as root: set a numeric USER .*, or "podSecurity: baseline"/,
  },
  'an image whose user has a name only': {
    given: { pods: [pulling('CreateContainerConfigError', NAMED_USER)] },
    reason: 'ImageRunsAsRoot',
    says: /^container has runAsNonRoot and image has non-numeric user \(node\), cannot verify user is non-root: set/,
  },
  'a container that lacks something may still get it': {
    given: { pods: [pulling('CreateContainerConfigError', 'secret "db" not found')] },
    reason: undefined,
  },
  'a container that lacked something until the deadline': {
    given: { deployment: late, pods: [pulling('CreateContainerConfigError', 'secret "db" not found')] },
    reason: 'CreateContainerConfigError',
    says: /^its container lacks something: secret "db" not found$/,
  },
  'a command that is not in the image': {
    given: { pods: [pulling('RunContainerError', NO_COMMAND)] },
    reason: 'RunContainerError',
    says: /^its command cannot be started: .*exec: "nosuch": executable file not found in \$PATH/,
  },
  'a command that is not in the image is no crash, once it waits for its next start': {
    given: { pods: [ended({ exitCode: 128, reason: 'StartError', message: NO_COMMAND })] },
    reason: 'RunContainerError',
    says: /nosuch/,
  },
  'an image without a command': {
    given: { pods: [pulling('CreateContainerError', 'no command specified')] },
    reason: 'RunContainerError',
    says: /^its command cannot be started: no command specified$/,
  },
  'a process that uses more memory than it may': {
    given: { pods: [ended({ exitCode: 137, reason: 'OOMKilled' })] },
    reason: 'OOMKilled',
    says: /^it used more memory than its limit of 512Mi: raise resources\.limits\.memory/,
  },
  'a process that was ended for its memory once and runs again': {
    given: { pods: [pod({ lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } })] },
    reason: undefined,
  },
  'no node that takes it: one may come': {
    given: { pods: [pod({ ready: false, unschedulable: NO_NODE })] },
    reason: undefined,
  },
  'no node that took it until the deadline': {
    given: { deployment: late, pods: [pod({ ready: false, unschedulable: NO_NODE })] },
    reason: 'Unschedulable',
    says: /^no node takes it: Insufficient memory$/,
  },
  'a quota that was exceeded until the deadline': {
    given: { deployment: refused(QUOTA, timedOut), pods: [] },
    reason: 'QuotaExceeded',
    says: /^the quota shop leaves no room for limits\.memory, pods$/,
  },
  'a pod that its namespace refuses': {
    given: { deployment: refused(STANDARD, timedOut), pods: [] },
    reason: 'PodSecurityViolation',
    says: /^violates PodSecurity "restricted:latest": runAsNonRoot != true/,
  },
  'a pod that something else refuses': {
    given: { deployment: refused(TOO_MUCH, timedOut), pods: [] },
    reason: 'FailedCreate',
    says: /^its pod is refused: maximum memory usage per Container is 2Gi, but limit is 4Gi$/,
  },
  'a refusal of an older pod says nothing about one that was made': {
    given: { deployment: refused(QUOTA, timedOut), pods: [pod({ ready: false })] },
    reason: 'ReadinessProbeFailed',
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
    [
      'ImagePullBackOff',
      'ImageRunsAsRoot',
      'RunContainerError',
      'OOMKilled',
      'CrashLoopBackOff',
      'Unschedulable',
      'QuotaExceeded',
      'PodSecurityViolation',
      'FailedCreate',
      'CreateContainerConfigError',
      'ReadinessProbeFailed',
      'ProgressDeadlineExceeded',
    ],
  ));

test('before the deadline the same is said of what may come right, in the same order', () => {
  const delays = reasonsForDelay.map(({ reason }) => reason);
  assert.deepEqual(
    reasonsForFailure.map(({ reason }) => reason).filter((reason) => delays.some((delay) => delay === reason)),
    delays,
  );
  const waits = { ...well, pods: [pod({ ready: false, unschedulable: NO_NODE })] };
  assert.deepEqual(whyDelayed(waits), whyFailed({ ...waits, deployment: late }));
});

const replacements: readonly (readonly [now: string, before: string, is: boolean])[] = [
  ['CrashLoopBackOff', 'ImagePullBackOff', true],
  ['CrashLoopBackOff', 'CrashLoopBackOff', false],
  ['CrashLoopBackOff', 'Unschedulable', true],
  ['ReadinessProbeFailed', 'CrashLoopBackOff', false],
  ['ReadinessProbeFailed', 'Unschedulable', true],
  ['ProgressDeadlineExceeded', 'Unschedulable', false],
  ['ProgressDeadlineExceeded', 'OOMKilled', false],
];

for (const [after, before, is] of replacements) {
  test(`${after} ${is ? 'replaces' : 'does not replace'} ${before}`, () => assert.equal(replaces(after, before), is));
}

const backOff = (message: string) => whyFailed({ ...well, pods: [pulling('CrashLoopBackOff', message)] });

test('law 6: the words about a crash do not change with its back-off', () => {
  assert.deepEqual(backOff('back-off 10s restarting'), backOff('back-off 5m0s restarting'));
});
