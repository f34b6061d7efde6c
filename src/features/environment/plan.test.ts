import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { conditionOf } from '#model/conditions.ts';
import type { EnvironmentStatus } from '#model/environment.ts';
import type { FieldSet } from '#lib/structured-merge/field-set.ts';
import type { ManagedFieldsEntry } from '#model/kubernetes/meta.ts';
import { isoTime } from '#ports/clock.ts';
import { revision, sha, stored } from '#model/samples.testing.ts';
import type { EnvironmentWorld } from './gather.ts';
import { planEnvironment, type EnvironmentAction } from './plan.ts';
import {
  applied,
  at,
  attempt,
  crashing,
  deleted,
  deployment,
  empty,
  environment,
  fence,
  namespace,
  now,
  pod,
  rolledOut,
  running,
  service,
  wanted,
  withDeployment,
} from './worlds.testing.ts';

const older = revision('a', 40);
const foreign = stored({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace.metadata.name } } as const);
const all = ['ResourceQuota', 'LimitRange', 'NetworkPolicy', 'Service', 'Deployment'] as const;
const applyAll = all.map((kind) => `apply ${kind}`);
const terminating = stored({ ...namespace, metadata: { ...namespace.metadata, deletionTimestamp: at(5) } });
const waiting = { reason: 'ChecksPending', message: 'waiting for test' } as const;
const succeeded = (of = wanted) =>
  attempt(of, { outcome: 'succeeded', reason: 'Available', message: 'it answers', finishedAt: at(300) });
const failedBefore = attempt(wanted, {
  outcome: 'failed',
  reason: 'CrashLoopBackOff',
  message: 'the process ends soon after its start, with exit code 1',
  finishedAt: at(300),
  log: ['boom'],
});
const late = deployment({
  ...rolledOut,
  availableReplicas: 0,
  conditions: [
    {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: '',
      lastTransitionTime: at(60),
    },
  ],
});
const rollingOut = { ...rolledOut, readyReplicas: 0, availableReplicas: 0 };
const unschedulable = pod({ ready: false, unschedulable: '0/2 nodes are available: 2 Insufficient memory.' });
const ours = environment();
const fork = {
  ...ours,
  spec: { ...ours.spec, pullRequest: { ...ours.spec.pullRequest, fork: true } },
} as typeof ours;
type Service = typeof service;
const named = (one: Service, name: string, metadata: Partial<Service['metadata']> = {}): Service => ({
  ...one,
  metadata: { ...one.metadata, name, ...metadata },
});
/** A Service whose fields one manager applied, and in its spec some more than we want. */
function owning(one: Service, more: FieldSet = {}, manager = 'environment'): Service {
  const labels = Object.fromEntries(Object.keys(one.metadata.labels ?? {}).map((label) => [`f:${label}`, {}]));
  const port = { '.': {}, 'f:name': {}, 'f:port': {}, 'f:targetPort': {} };
  const fieldsV1 = {
    'f:metadata': { 'f:labels': labels },
    'f:spec': { 'f:selector': {}, 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': port }, ...more },
  };
  const entry: ManagedFieldsEntry = { manager, operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1 };
  return { ...one, metadata: { ...one.metadata, managedFields: [entry] } };
}
/** What was in the status before, and what else is in the world. */
const before = (attempts: EnvironmentStatus['attempts'] = [], rest: Parameters<typeof environment>[0] = {}) => ({
  environment: environment({ status: { attempts }, ...rest }),
});

interface Expected {
  readonly actions?: readonly string[];
  readonly ready?: string;
  readonly progressing?: string;
  /** Newest first: `b 50 succeeded Available`. */
  readonly attempts?: readonly string[];
  readonly runs?: string | undefined;
  readonly outcome: string;
}

const cases: Record<string, { given: Partial<EnvironmentWorld>; plan: Expected }> = {
  'nothing was accepted yet: nothing is made': {
    given: { environment: environment({ revision: null, waiting }) },
    plan: {
      ready: 'False NothingToRun',
      progressing: 'False NothingToRun',
      attempts: [],
      outcome: 'waiting ChecksPending',
    },
  },
  'its first record is being made: what will run is known in a moment': {
    given: { environment: environment({ revision: null, metadata: { creationTimestamp: isoTime(now - 9_000) } }) },
    plan: { outcome: 'requeueAfter' },
  },
  'its first record was not made in time: that nothing runs is shown': {
    given: { environment: environment({ revision: null, metadata: { creationTimestamp: isoTime(now - 10_000) } }) },
    plan: { ready: 'False NothingToRun', progressing: 'False NothingToRun', attempts: [], outcome: 'done' },
  },
  'an accepted commit is applied: the namespace, what fences it, then what runs': {
    given: {},
    plan: {
      actions: ['applyNamespace', ...applyAll],
      ready: 'False Progressing',
      progressing: 'True Progressing',
      attempts: ['b 50'],
      outcome: 'requeueAfter',
    },
  },
  'what was made by half is completed': {
    given: { namespace, parts: { ...fence, Service: [service] } },
    plan: {
      actions: ['apply Deployment'],
      progressing: 'True Progressing',
      attempts: ['b 50'],
      outcome: 'requeueAfter',
    },
  },
  'what is applied is not applied again': {
    given: applied,
    plan: { actions: [], progressing: 'True Progressing', attempts: ['b 50'], outcome: 'requeueAfter' },
  },
  'a fence that a person changed is put right, and what runs is judged all the same': {
    given: { ...running, parts: { ...running.parts, NetworkPolicy: [] } },
    plan: {
      actions: ['apply NetworkPolicy'],
      progressing: 'False Available',
      attempts: ['b 50 succeeded Available'],
      outcome: 'done',
    },
  },
  'what was set before and is no longer wanted is taken away': {
    given: { ...running, parts: { ...running.parts, Service: [owning(service, { 'f:sessionAffinity': {} })] } },
    plan: { actions: ['apply Service'], outcome: 'requeueAfter' },
  },
  'what is owned as it is wanted is no difference': {
    given: { ...running, parts: { ...running.parts, Service: [owning(service)] } },
    plan: { actions: [], outcome: 'done' },
  },
  'what another manager set is left to it': {
    given: {
      ...running,
      parts: { ...running.parts, Service: [owning(service, { 'f:sessionAffinity': {} }, 'somebody')] },
    },
    plan: { actions: [], outcome: 'done' },
  },
  'an object of ours that is not wanted any more is deleted, after everything else': {
    given: { ...running, parts: { ...running.parts, LimitRange: [], Service: [service, named(service, 'old')] } },
    plan: { actions: ['apply LimitRange', 'prune Service old'], progressing: 'False Available', outcome: 'done' },
  },
  'an object that is going already is not deleted twice': {
    given: {
      ...running,
      parts: { ...running.parts, Service: [service, named(service, 'old', { deletionTimestamp: at(1) })] },
    },
    plan: { actions: [], outcome: 'done' },
  },
  'an object of somebody else in our namespace is left alone': {
    given: { ...running, parts: { ...running.parts, Service: [service, named(service, 'theirs', { labels: {} })] } },
    plan: { actions: [], outcome: 'done' },
  },
  'law 2: where nothing shall run, nothing is left over': {
    given: { ...running, environment: environment({ revision: null, waiting }) },
    plan: { actions: [], outcome: 'waiting ChecksPending' },
  },
  'what the server adds is no difference': {
    given: {
      ...applied,
      parts: {
        ...applied.parts,
        Service: [
          { ...service, spec: { ...service.spec, clusterIP: '10.0.0.1', sessionAffinity: 'None' } } as typeof service,
        ],
      },
    },
    plan: { actions: [], outcome: 'requeueAfter' },
  },
  'what a person changed by hand is put right': {
    given: {
      ...running,
      ...withDeployment({ ...deployment(), spec: { ...deployment().spec, replicas: 0 } }),
    },
    plan: { actions: ['apply Deployment'], progressing: 'True Progressing', outcome: 'requeueAfter' },
  },
  'a commit whose pod is ready has succeeded': {
    given: running,
    plan: {
      actions: [],
      ready: 'True Available',
      progressing: 'False Available',
      attempts: ['b 50 succeeded Available'],
      runs: 'b',
      outcome: 'done',
    },
  },
  'a commit that answers while its head waits says both': {
    given: { ...running, environment: environment({ waiting }) },
    plan: {
      actions: [],
      ready: 'True Available',
      attempts: ['b 50 succeeded Available'],
      runs: 'b',
      outcome: 'waiting ChecksPending',
    },
  },
  'the older commit answers while the new one starts': {
    given: {
      ...applied,
      ...before([succeeded(older)]),
      pods: [pod({ of: older }), pod({ ready: false })],
    },
    plan: {
      ready: 'True Available',
      progressing: 'True Progressing',
      attempts: ['b 50', 'a 40 succeeded Available'],
      runs: 'a',
      outcome: 'requeueAfter',
    },
  },
  'the deployment of the older commit is replaced; its counts say nothing about the new one': {
    given: {
      ...running,
      ...before([succeeded(older)]),
      ...withDeployment(deployment(rolledOut, { of: older })),
      pods: [pod({ of: older })],
    },
    plan: {
      actions: ['apply Deployment'],
      progressing: 'True Progressing',
      attempts: ['b 50', 'a 40 succeeded Available'],
      runs: 'a',
      outcome: 'requeueAfter',
    },
  },
  'a rollout that the server has not looked at yet is under way': {
    given: { ...running, ...withDeployment(deployment(rolledOut, { generation: 2 })) },
    plan: { progressing: 'True Progressing', attempts: ['b 50'], outcome: 'requeueAfter' },
  },
  'a commit that crashes has failed while the older one keeps serving': {
    given: {
      ...applied,
      ...before([succeeded(older)]),
      pods: [pod({ of: older }), crashing()],
      failureLog: ['Error: boom'],
    },
    plan: {
      actions: [],
      ready: 'True Available',
      progressing: 'False CrashLoopBackOff',
      attempts: ['b 50 failed CrashLoopBackOff | Error: boom', 'a 40 succeeded Available'],
      runs: 'a',
      outcome: 'waiting CrashLoopBackOff',
    },
  },
  'a crash of the older commit is no failure of the new one': {
    given: { ...running, pods: [pod(), { ...crashing(), metadata: pod({ of: older }).metadata }] },
    plan: { attempts: ['b 50 succeeded Available'], runs: 'b', outcome: 'done' },
  },
  'a commit that ran well and crashes now has failed': {
    given: { ...applied, ...before([succeeded()]), pods: [crashing()], failureLog: ['boom'] },
    plan: {
      ready: 'False CrashLoopBackOff',
      attempts: ['b 50 failed CrashLoopBackOff | boom'],
      outcome: 'waiting CrashLoopBackOff',
    },
  },
  'a commit that ran well keeps its verdict while a pod is replaced': {
    given: { ...applied, ...before([succeeded()]), pods: [pod({ ready: false })] },
    plan: { ready: 'False NotReady', attempts: ['b 50 succeeded Available'], outcome: 'requeueAfter' },
  },
  'between two crashes a process that looks well is not believed': {
    given: { ...running, ...before([failedBefore]), pods: [pod({ readySecondsAgo: 29 })] },
    plan: {
      progressing: 'True Progressing',
      attempts: ['b 50 failed CrashLoopBackOff | boom'],
      runs: 'b',
      outcome: 'requeueAfter',
    },
  },
  'a process that has been well for long enough after a crash has recovered': {
    given: { ...running, ...before([failedBefore]), pods: [pod({ readySecondsAgo: 30 })] },
    plan: { progressing: 'False Available', attempts: ['b 50 succeeded Available'], runs: 'b', outcome: 'done' },
  },
  'a failure keeps its log when the log cannot be read any more': {
    given: { ...applied, ...before([failedBefore]), pods: [crashing()], failureLog: [] },
    plan: { attempts: ['b 50 failed CrashLoopBackOff | boom'], outcome: 'waiting CrashLoopBackOff' },
  },
  'between two crashes the deadline that passed does not replace the reason of the failure': {
    given: { ...applied, ...before([failedBefore]), ...withDeployment(late), pods: [pod({ ready: false })] },
    plan: {
      progressing: 'False CrashLoopBackOff',
      attempts: ['b 50 failed CrashLoopBackOff | boom'],
      outcome: 'waiting CrashLoopBackOff',
    },
  },
  'between two crashes a process that runs and is not ready changes nothing': {
    given: { ...applied, ...before([failedBefore]), pods: [pod({ ready: false })] },
    plan: {
      ready: 'False CrashLoopBackOff',
      progressing: 'False CrashLoopBackOff',
      attempts: ['b 50 failed CrashLoopBackOff | boom'],
      outcome: 'waiting CrashLoopBackOff',
    },
  },
  'an image that is asked for again has not come yet': {
    given: {
      ...applied,
      ...before([attempt(wanted, { outcome: 'failed', reason: 'ImagePullBackOff', message: 'not found' })]),
      pods: [pod({ ready: false, state: { waiting: { reason: 'ErrImagePull' } } })],
    },
    plan: {
      progressing: 'False ImagePullBackOff',
      attempts: ['b 50 failed ImagePullBackOff'],
      outcome: 'waiting ImagePullBackOff',
    },
  },
  'room that was made after the deadline lets the rollout go on': {
    given: {
      ...applied,
      ...before([attempt(wanted, { outcome: 'failed', reason: 'QuotaExceeded', message: 'no room' })]),
      pods: [pod({ ready: false })],
    },
    plan: { progressing: 'True Progressing', attempts: ['b 50 failed QuotaExceeded'], outcome: 'requeueAfter' },
  },
  'a crash replaces the failure to pull an image that came before it': {
    given: {
      ...applied,
      ...before([attempt(wanted, { outcome: 'failed', reason: 'ImagePullBackOff', message: 'not found' })]),
      pods: [crashing()],
    },
    plan: { attempts: ['b 50 failed CrashLoopBackOff'], outcome: 'waiting CrashLoopBackOff' },
  },
  'no node takes the pod yet: that is what is said, and no failure': {
    given: { ...applied, ...withDeployment(deployment(rollingOut)), pods: [unschedulable] },
    plan: {
      ready: 'False Unschedulable',
      progressing: 'True Unschedulable',
      attempts: ['b 50'],
      outcome: 'requeueAfter',
    },
  },
  'no node took the pod until the deadline': {
    given: { ...applied, ...withDeployment(late), pods: [unschedulable] },
    plan: {
      progressing: 'False Unschedulable',
      attempts: ['b 50 failed Unschedulable'],
      outcome: 'waiting Unschedulable',
    },
  },
  'what came after the deadline is told instead of what came at it': {
    given: {
      ...applied,
      ...before([attempt(wanted, { outcome: 'failed', reason: 'Unschedulable', message: 'no node' })]),
      ...withDeployment(late),
      pods: [pod({ ready: false })],
      failureLog: ['listening on 127.0.0.1'],
    },
    plan: {
      attempts: ['b 50 failed ReadinessProbeFailed | listening on 127.0.0.1'],
      outcome: 'waiting ReadinessProbeFailed',
    },
  },
  'a deadline that passed without a word does not replace what was told at it': {
    given: {
      ...applied,
      ...before([attempt(wanted, { outcome: 'failed', reason: 'Unschedulable', message: 'no node' })]),
      ...withDeployment(late),
    },
    plan: { attempts: ['b 50 failed Unschedulable'], outcome: 'waiting Unschedulable' },
  },
  'the deadline of the attempt before says nothing about this one': {
    given: { ...applied, ...withDeployment({ ...late, metadata: { ...late.metadata, generation: 2 } }) },
    plan: { progressing: 'True Progressing', attempts: ['b 50'], outcome: 'requeueAfter' },
  },
  'an attempt that another one came before is superseded': {
    given: { ...applied, ...before([attempt(older)]) },
    plan: { attempts: ['b 50', 'a 40 superseded Superseded'], outcome: 'requeueAfter' },
  },
  'five attempts are kept, the newest first': {
    given: {
      ...applied,
      ...before(['1', '2', '3', '4', '5'].map((digit, index) => succeeded(revision(digit, 45 - index)))),
    },
    plan: {
      attempts: ['b 50', ...['1 45', '2 44', '3 43', '4 42'].map((one) => `${one} succeeded Available`)],
      outcome: 'requeueAfter',
    },
  },
  'a namespace of somebody else is left alone': {
    given: { namespace: foreign },
    plan: {
      actions: [],
      ready: 'False NamespaceTaken',
      progressing: 'False NamespaceTaken',
      attempts: ['b 50 failed NamespaceTaken'],
      outcome: 'stalled NamespaceTaken',
    },
  },
  'a namespace that somebody deletes is waited for': {
    given: { ...running, namespace: terminating, ...before([succeeded()]) },
    plan: {
      actions: [],
      progressing: 'True Deleting',
      attempts: ['b 50 succeeded Available'],
      outcome: 'requeueAfter',
    },
  },

  'law 7: code of a fork does not run where policies are not enforced': {
    given: { environment: fork, policies: 'notEnforced' },
    plan: {
      actions: [],
      ready: 'False PoliciesNotEnforced',
      attempts: ['b 50 failed PoliciesNotEnforced'],
      outcome: 'waiting PoliciesNotEnforced',
    },
  },
  'law 7: nor where that is not known; but then it may still be proven': {
    given: { environment: fork, policies: 'unknown' },
    plan: { actions: [], progressing: 'True PoliciesNotEnforced', attempts: ['b 50'], outcome: 'requeueAfter' },
  },
  'code of a fork runs where policies are proven to be enforced': {
    given: { environment: fork, policies: 'enforced' },
    plan: { actions: ['applyNamespace', ...applyAll], attempts: ['b 50'], outcome: 'requeueAfter' },
  },

  'a deleted environment deletes its namespace': {
    given: { ...running, ...before([succeeded()], { metadata: deleted() }) },
    plan: {
      actions: ['deleteNamespace'],
      progressing: 'False Deleting',
      attempts: ['b 50 succeeded Available'],
      runs: 'b',
      outcome: 'requeueAfter',
    },
  },
  'an attempt under way ends with the environment': {
    given: { ...applied, ...before([attempt(wanted)], { metadata: deleted() }) },
    plan: { actions: ['deleteNamespace'], attempts: ['b 50 cancelled Deleted'], outcome: 'requeueAfter' },
  },
  'a namespace that is being deleted is not deleted twice': {
    given: { namespace: terminating, ...before([succeeded()], { metadata: deleted() }) },
    plan: { actions: [], ready: 'False Deleting', attempts: ['b 50 succeeded Available'], outcome: 'requeueAfter' },
  },
  'once its namespace is gone the environment is let go': {
    given: before([succeeded()], { metadata: deleted() }),
    plan: { actions: ['release'], outcome: 'done' },
  },
  'an environment that was let go already waits for others': {
    given: before([succeeded()], { metadata: deleted(['dungeonmaster.dev/report']) }),
    plan: { actions: [], outcome: 'done' },
  },
  'law 2: a namespace of somebody else is not deleted with the environment': {
    given: { namespace: foreign, ...before([], { metadata: deleted() }) },
    plan: { actions: ['release'], outcome: 'done' },
  },
};

/** `apply Service`, `prune Service old`. */
function inShort(action: EnvironmentAction): string {
  if (action.kind === 'apply') return `apply ${action.object.kind}`;
  return action.kind === 'prune' ? `prune ${action.part.kind} ${action.part.name}` : action.kind;
}

/** A plan in short; only what a case speaks about is compared. */
function essence(world: EnvironmentWorld): Required<Expected> {
  const { actions, status, outcome } = planEnvironment(world, now);
  const condition = (type: 'Ready' | 'Progressing') => {
    const found = conditionOf(status?.conditions, type);
    return `${found?.status} ${found?.reason}`;
  };
  return {
    actions: actions.map(inShort),
    ready: condition('Ready'),
    progressing: condition('Progressing'),
    attempts: (status?.attempts ?? []).map(({ deploymentId, outcome: end, reason, log, sha: commit }) =>
      [commit[0], deploymentId, end, reason, log && `| ${log.join(' ')}`]
        .filter((part) => part !== undefined)
        .join(' '),
    ),
    runs: status?.running?.sha[0],
    outcome: 'reason' in outcome ? `${outcome.kind} ${outcome.reason}` : outcome.kind,
  };
}

const attemptOf = (world: EnvironmentWorld) => planEnvironment(world, now).status?.attempts?.[0] ?? assert.fail();

test('an attempt says who asked for it, from its beginning to its verdict and after', () => {
  const asked = { by: 'ana', why: 'it hangs' };
  const begun = environment({ revision: { ...wanted, asked } });
  const first = attemptOf({ ...applied, environment: begun });
  assert.deepEqual(first.asked, asked);
  const later = attemptOf({ ...running, environment: { ...begun, status: { attempts: [first] } } });
  assert.deepEqual([later.outcome, later.asked], ['succeeded', asked]);
});

test('a redeploy makes new pods although its image is the same, by one write', () => {
  const { actions } = planEnvironment({ ...running, environment: environment({ revision: revision('b', 55) }) }, now);
  assert.deepEqual(actions.map(inShort), ['apply Deployment']);
});

for (const [sentence, { given, plan }] of Object.entries(cases)) {
  test(sentence, () => {
    const whole = essence({ ...empty, ...given });
    const spoken = Object.fromEntries(Object.entries(whole).filter(([key]) => key in plan));
    assert.deepEqual(spoken, plan, JSON.stringify(whole));
  });
}

test('a status that stands is not written again, and its times do not move', () => {
  const { status } = planEnvironment(running, now);
  assert.ok(status);
  const again = planEnvironment({ ...running, environment: environment({ status }) }, now + 3_600_000);
  assert.deepEqual(again, { actions: [], status: undefined, outcome: { kind: 'done' } });
});

test('a failure that stands is not written again', () => {
  const crashed = { ...applied, pods: [crashing()], failureLog: ['boom'] };
  const { status } = planEnvironment(crashed, now);
  assert.ok(status);
  const again = planEnvironment({ ...crashed, environment: environment({ status }), failureLog: ['boom again'] }, now);
  assert.equal(again.status, undefined);
});

test('an environment whose namespace is held says by what', () => {
  const conditions = [
    {
      type: 'NamespaceFinalizersRemaining',
      status: 'True',
      reason: 'SomeFinalizersRemain',
      message: 'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
      lastTransitionTime: at(60),
    },
  ] as const;
  const held = { ...terminating, status: { phase: 'Terminating', conditions } } as const;
  const world = { ...empty, namespace: held, ...before([succeeded()], { metadata: deleted() }) };
  const ready = conditionOf(planEnvironment(world, now).status?.conditions, 'Ready');
  assert.equal(ready?.reason, 'Deleting');
  assert.match(ready?.message ?? '', /example\.com\/hold/);
});

test('what was told to GitHub stays in the status', () => {
  const reported = { fingerprint: 'f', closedThrough: 40 };
  const world = { ...running, environment: environment({ status: { reported } }) };
  assert.deepEqual(planEnvironment(world, now).status?.reported, reported);
});

test('a condition that others write stays in the status', () => {
  const condition = {
    type: 'Reported',
    status: 'False',
    reason: 'RateLimited',
    message: '',
    lastTransitionTime: at(60),
  } as const;
  const world = { ...running, environment: environment({ status: { conditions: [condition] } }) };
  assert.deepEqual(conditionOf(planEnvironment(world, now).status?.conditions, 'Reported'), condition);
});

test('the status says which commit answers, where, and when the attempt began and ended', () => {
  const { status } = planEnvironment({ ...running, ...before([attempt(wanted)]) }, now);
  assert.deepEqual(status?.running, { sha: sha('b'), digest: wanted.digest });
  assert.equal(status?.url, 'http://shop-pr-12.localhost');
  assert.equal(status?.observedGeneration, 1);
  assert.deepEqual(status?.attempts, [
    {
      ...attempt(wanted),
      outcome: 'succeeded',
      reason: 'Available',
      message: 'it answers',
      finishedAt: '2025-06-01T13:00:00Z',
    },
  ]);
});

test('the namespace is deleted by its uid, so that none that came after it goes with it', () => {
  const [action] = planEnvironment({ ...running, ...before([], { metadata: deleted() }) }, now).actions;
  assert.deepEqual(action, { kind: 'deleteNamespace', name: 'shop-pr-12', uid: 'uid-1' });
});
