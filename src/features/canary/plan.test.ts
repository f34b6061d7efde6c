import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { ContainerState, Namespace, Pod } from '#model/kubernetes/workload.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { stored } from '#model/samples.testing.ts';
import { isoTime } from '#ports/clock.ts';
import { nodeCanary } from './node-canary.ts';
import type { CanaryWorld } from './gather.ts';
import { planCanary, type CanaryAction } from './plan.ts';
import { isolationIn, proofOn, type Proof } from './proof.ts';
import { callerPod, listenerPod, namespace, policies, type Caller } from './render.ts';
import { judge, reasonsAgainst, type Calls } from './rules.ts';

const config = nodeCanary('ghcr.io/acme/dungeon-master@sha256:1');
const now = Date.parse('2025-06-01T13:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const proof = (result: Proof['result'], ageMs: number): Proof => ({ result, why: '', at: isoTime(now - ageMs) });
const namespaced = (found?: Proof): Stored<Namespace> => stored<Namespace>(namespace(found));
const foreign = stored<Namespace>({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dungeon-master-canary' } });
const fenced: CanaryWorld = { namespace: namespaced(), policies: policies.map((one) => stored(one)), pods: [] };

type Phase = NonNullable<NonNullable<Pod['status']>['phase']>;
const inPhase = (pod: Pod, phase: Phase, state?: ContainerState, ageMs = MINUTE): Stored<Pod> => ({
  ...stored(pod),
  metadata: { ...stored(pod).metadata, creationTimestamp: isoTime(now - ageMs) },
  status: {
    phase,
    podIP: '10.0.0.9',
    ...(state && {
      containerStatuses: [{ name: 'canary', ready: false, restartCount: 0, imageID: '', state }],
    }),
  },
});
const listener = inPhase(listenerPod(config), 'Running');
const calls = (caller: Caller) => inPhase(callerPod(config, caller, '10.0.0.9'), 'Running');
const ended = (caller: Caller, exitCode: number) =>
  inPhase(callerPod(config, caller, '10.0.0.9'), exitCode === 0 ? 'Succeeded' : 'Failed', { terminated: { exitCode } });
const round = (control: number, keptOut: number, keptIn: number): CanaryWorld => ({
  ...fenced,
  pods: [listener, ended('control', control), ended('kept-out', keptOut), ended('kept-in', keptIn)],
});
const deletions = ['delete listener', 'delete control', 'delete kept-out', 'delete kept-in'];

/** `apply Pod listener`, `delete control`; a proof is said. */
function inShort(action: CanaryAction): string {
  if (action.kind === 'deletePod') return `delete ${action.name}`;
  const { object } = action;
  if (object.kind !== 'Namespace') return `apply ${object.kind} ${object.metadata.name}`;
  const found = proofOn(stored<Namespace>(object));
  return `apply Namespace ${found ? found.result : 'without a proof'}`;
}

const cases: Record<string, { given: CanaryWorld; does: readonly string[]; ends: string }> = {
  'first the namespace and the policies, then the listener': {
    given: { namespace: undefined, policies: [], pods: [] },
    does: [
      'apply Namespace without a proof',
      'apply NetworkPolicy listener',
      'apply NetworkPolicy kept-in',
      'apply Pod listener',
    ],
    ends: 'requeueAfter 3000',
  },
  'nobody calls before the listener has an address': {
    given: { ...fenced, pods: [inPhase(listenerPod(config), 'Pending')] },
    does: [],
    ends: 'requeueAfter 3000',
  },
  'then all three call': {
    given: { ...fenced, pods: [listener] },
    does: ['apply Pod control', 'apply Pod kept-out', 'apply Pod kept-in'],
    ends: 'requeueAfter 3000',
  },
  'nothing is concluded while one still calls': {
    given: { ...fenced, pods: [listener, ended('control', 0), ended('kept-out', 3), calls('kept-in')] },
    does: [],
    ends: 'requeueAfter 3000',
  },
  'policies that hold are tried again after six hours': {
    given: round(0, 3, 3),
    does: ['apply Namespace enforced', ...deletions],
    ends: `requeueAfter ${6 * HOUR}`,
  },
  'policies that do not hold are tried again soon': {
    given: round(0, 0, 0),
    does: ['apply Namespace notEnforced', ...deletions],
    ends: `requeueAfter ${10 * MINUTE}`,
  },
  'a control that fails proves nothing': {
    given: round(3, 3, 3),
    does: ['apply Namespace unknown', ...deletions],
    ends: `requeueAfter ${10 * MINUTE}`,
  },
  'a round that hangs proves nothing, not even that what was proven still holds': {
    given: {
      ...fenced,
      namespace: namespaced(proof('enforced', 7 * HOUR)),
      pods: [inPhase(listenerPod(config), 'Pending', { waiting: { reason: 'ImagePullBackOff' } }, 6 * MINUTE)],
    },
    does: ['apply Namespace unknown', 'delete listener'],
    ends: `requeueAfter ${10 * MINUTE}`,
  },
  'a listener that ended proves nothing': {
    given: { ...fenced, pods: [inPhase(listenerPod(config), 'Failed')] },
    does: ['apply Namespace unknown', 'delete listener'],
    ends: `requeueAfter ${10 * MINUTE}`,
  },
  'what is proven is not proven again before its time': {
    given: { ...fenced, namespace: namespaced(proof('enforced', HOUR)) },
    does: [],
    ends: `requeueAfter ${5 * HOUR}`,
  },
  'what is proven goes on standing while it is tried again': {
    given: { ...fenced, namespace: namespaced(proof('enforced', 6 * HOUR)) },
    does: ['apply Pod listener'],
    ends: 'requeueAfter 3000',
  },
  'pods of a round that broke off after its proof are taken away': {
    given: { ...fenced, namespace: namespaced(proof('unknown', MINUTE)), pods: [listener] },
    does: ['delete listener'],
    ends: `requeueAfter ${9 * MINUTE}`,
  },
  'a round waits until the pods of the one before are gone': {
    given: {
      ...fenced,
      pods: [{ ...listener, metadata: { ...listener.metadata, deletionTimestamp: isoTime(now) } }],
    },
    does: [],
    ends: 'requeueAfter 3000',
  },
  'a namespace of somebody else is left alone, and so is what it says of itself': {
    given: { ...fenced, namespace: foreign },
    does: [],
    ends: 'stalled NamespaceTaken',
  },
  'what nobody could have written is no proof': {
    given: { ...fenced, namespace: namespaced({ result: 'yes' as 'enforced', why: '', at: isoTime(now) }) },
    does: ['apply Pod listener'],
    ends: 'requeueAfter 3000',
  },
};

for (const [sentence, { given, does, ends }] of Object.entries(cases)) {
  test(sentence, () => {
    const { actions, outcome } = planCanary(given, config, now);
    assert.deepEqual(actions.map(inShort), does);
    const end = outcome.kind === 'requeueAfter' ? outcome.ms : 'reason' in outcome && outcome.reason;
    assert.equal(`${outcome.kind} ${end}`, ends);
  });
}

const verdicts: Record<string, { calls: Calls; result: Proof['result']; why: RegExp }> = {
  'kept out and in': {
    calls: { control: 0, 'kept-out': 3, 'kept-in': 3 },
    result: 'enforced',
    why: /ingress and egress/,
  },
  'only ingress holds': {
    calls: { control: 0, 'kept-out': 3, 'kept-in': 0 },
    result: 'notEnforced',
    why: /egress let out/,
  },
  'only egress holds': {
    calls: { control: 0, 'kept-out': 0, 'kept-in': 3 },
    result: 'notEnforced',
    why: /ingress let in/,
  },
  'nobody reaches anything': {
    calls: { control: 3, 'kept-out': 3, 'kept-in': 3 },
    result: 'unknown',
    why: /did not reach/,
  },
  'a caller that breaks is not one that was kept out': {
    calls: { control: 0, 'kept-out': 1, 'kept-in': 3 },
    result: 'unknown',
    why: /kept-out ended with 1/,
  },
  'a caller of whose end nothing is known': {
    calls: { control: 0, 'kept-out': 3, 'kept-in': undefined },
    result: 'unknown',
    why: /kept-in ended with no word/,
  },
};

for (const [sentence, { calls: given, result, why }] of Object.entries(verdicts)) {
  test(`${sentence}: ${result}`, () => {
    const found = judge(given);
    assert.equal(found.result, result);
    assert.match(found.why, why);
  });
}

test('the order of what speaks against a proof is a decision', () =>
  assert.deepEqual(
    reasonsAgainst.map(({ reason }) => reason),
    ['unknown', 'unknown', 'notEnforced', 'notEnforced'],
  ));

test('the one whom nothing forbids it is under the same listener, and its policies, as the others', () => {
  const [entry] = policies[0]?.spec.ingress ?? [];
  const allowed = entry?.from?.[0]?.podSelector?.matchLabels ?? {};
  const enters = (caller: Caller) => {
    const labels = callerPod(config, caller, '10.0.0.9').metadata.labels ?? {};
    return Object.entries(allowed).every(([label, value]) => labels[label] === value);
  };
  assert.deepEqual([enters('control'), enters('kept-out'), enters('kept-in')], [true, false, true]);
});

const answers: Record<string, { found: Stored<Namespace> | undefined; is: string }> = {
  'nothing was found out yet': { found: undefined, is: 'unknown' },
  'a proof': { found: namespaced(proof('enforced', 7 * HOUR)), is: 'enforced' },
  'a proof of the opposite': { found: namespaced(proof('notEnforced', MINUTE)), is: 'notEnforced' },
  'a proof that nobody renewed for a day': { found: namespaced(proof('enforced', 24 * HOUR)), is: 'unknown' },
  'a namespace that is not ours': {
    found: { ...foreign, metadata: { ...foreign.metadata, ...namespaced(proof('enforced', 1)).metadata, labels: {} } },
    is: 'unknown',
  },
};

for (const [sentence, { found, is }] of Object.entries(answers)) {
  test(`${sentence}: ${is}`, async () => {
    const reader = { get: async () => found } as unknown as Parameters<typeof isolationIn>[0];
    assert.equal(await isolationIn(reader, { now: () => now }).enforcesPolicies(), is);
  });
}

test('a server that is away proves nothing', async () => {
  const reader = { get: () => Promise.reject(new Error('away')) };
  assert.equal(await isolationIn(reader, { now: () => now }).enforcesPolicies(), 'unknown');
});
