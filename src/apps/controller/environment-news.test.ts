import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { environment, name } from '#features/environment/worlds.testing.ts';
import type { Attempt, EnvironmentStatus } from '#model/environment.ts';
import type { Condition } from '#model/kubernetes/meta.ts';
import { sha } from '#model/samples.testing.ts';
import { newsOf } from './environment-news.ts';

const lastTransitionTime = '2025-06-01T12:00:00Z';
const attempt = (deploymentId: number, more: Partial<Attempt> = {}): Attempt => ({
  deploymentId,
  sha: sha('b'),
  startedAt: lastTransitionTime,
  ...more,
});
const succeeded = { outcome: 'succeeded', reason: 'Available', message: 'it answers' } as const;
const crashed = { outcome: 'failed', reason: 'CrashLoopBackOff', message: 'exit code 1' } as const;
const pulled = { outcome: 'failed', reason: 'ImagePullBackOff', message: 'manifest unknown' } as const;
const superseded = { outcome: 'superseded', reason: 'Superseded' } as const;
const waits = (reason: string, message = 'waiting for test'): EnvironmentStatus => ({
  conditions: [{ type: 'Waiting', status: 'True', reason, message, lastTransitionTime } satisfies Condition],
});
const waitsNot: EnvironmentStatus = {
  conditions: [{ type: 'Waiting', status: 'False', reason: 'NotWaiting', message: '', lastTransitionTime }],
};
const tried = (...attempts: readonly Attempt[]): EnvironmentStatus => ({ attempts });

const cases: Record<string, { before?: EnvironmentStatus; after: EnvironmentStatus; told: readonly string[] }> = {
  'nothing that is under way': { after: tried(attempt(50)), told: [] },
  'that an attempt succeeded': {
    before: tried(attempt(50)),
    after: tried(attempt(50, succeeded)),
    told: ['Normal Deploy Available: commit bbbbbbb succeeded: it answers'],
  },
  'that an attempt failed, as a warning': {
    before: tried(attempt(50)),
    after: tried(attempt(50, crashed)),
    told: ['Warning Deploy CrashLoopBackOff: commit bbbbbbb failed: exit code 1'],
  },
  'no verdict that stands already': {
    before: tried(attempt(50, crashed)),
    after: tried(attempt(50, crashed)),
    told: [],
  },
  'another reason of the same failure': {
    before: tried(attempt(50, crashed)),
    after: tried(attempt(50, pulled)),
    told: ['Warning Deploy ImagePullBackOff: commit bbbbbbb failed: manifest unknown'],
  },
  'that a failure was overcome': {
    before: tried(attempt(50, crashed)),
    after: tried(attempt(50, succeeded)),
    told: ['Normal Deploy Available: commit bbbbbbb succeeded: it answers'],
  },
  'that an attempt was superseded, beside the new one': {
    before: tried(attempt(50)),
    after: tried(attempt(51), attempt(50, superseded)),
    told: ['Normal Deploy Superseded: commit bbbbbbb superseded'],
  },
  'why it waits': { after: waits('ChecksPending'), told: ['Normal Wait ChecksPending: waiting for test'] },
  'another reason to wait': {
    before: waits('ChecksPending'),
    after: waits('ChecksFailed', 'failed: test'),
    told: ['Normal Wait ChecksFailed: failed: test'],
  },
  'no other words for the same reason': {
    before: waits('ChecksPending'),
    after: waits('ChecksPending', 'waiting for lint'),
    told: [],
  },
  'nothing when it waits no longer': { before: waits('ChecksPending'), after: waitsNot, told: [] },
  'the same reason when it waits again': {
    before: waitsNot,
    after: waits('ChecksPending'),
    told: ['Normal Wait ChecksPending: waiting for test'],
  },
};

for (const [sentence, { before, after, told }] of Object.entries(cases)) {
  test(`people are told ${sentence}`, () => {
    const news = newsOf(environment(before && { status: before }), after);
    assert.deepEqual(
      news.map(({ type, action, reason, note }) => `${type} ${action} ${reason}: ${note}`),
      told,
    );
  });
}

test('news are about the environment, where it is', () => {
  const [news] = newsOf(environment(), waits('ChecksPending'));
  assert.deepEqual(news?.regarding, {
    apiVersion: 'dungeonmaster.dev/v1alpha1',
    kind: 'Environment',
    name,
    namespace: 'dungeon-master',
    uid: environment().metadata.uid,
  });
});
