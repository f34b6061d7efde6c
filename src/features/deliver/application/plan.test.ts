import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { application, file, staging, stored } from '#model/samples.testing.ts';
import { stageName } from '#model/ids.ts';
import { invalid, missing, preview, pullRequest, stage, valid } from '#features/deliver/worlds.testing.ts';
import type { ApplicationWorld } from './gather.ts';
import { planApplication } from './plan.ts';

const now = Date.parse('2025-06-01T13:00:00Z');
const quiet: ApplicationWorld = {
  application,
  environments: [],
  defaultBranch: 'main',
  file: valid,
  openPullRequests: [],
  closedPullRequests: [],
};
const production = stageName.parse('production');
const twoStages = { ...file, team: { ...file.team, stages: [{ name: staging }, { name: production }] } };
const numbered = (...numbers: readonly number[]) => numbers.map((number) => ({ ...pullRequest, number }));

const wakes: Record<string, { given: Partial<ApplicationWorld>; pullRequests: number[]; stages: string[] }> = {
  'nothing open and no stage: nothing to wake': {
    given: { file: { ...valid, file: { ...file, team: { ...file.team, stages: [] } } } as ApplicationWorld['file'] },
    pullRequests: [],
    stages: [],
  },
  'every open pull request and every stage is looked at': {
    given: { openPullRequests: numbered(9, 3), file: { kind: 'valid', path: 'dungeonmaster.yaml', file: twoStages } },
    pullRequests: [3, 9],
    stages: ['staging', 'production'],
  },
  'a preview that stands is looked at although the list lacks its pull request': {
    given: { environments: [preview()] },
    pullRequests: [12],
    stages: ['staging'],
  },
  'a pull request that is open and stands is looked at once': {
    given: { environments: [preview(), stage()], openPullRequests: numbered(12) },
    pullRequests: [12],
    stages: ['staging'],
  },
  'a pull request that was closed in the last half hour is looked at: a record may have been left open': {
    given: {
      closedPullRequests: [
        { ...pullRequest, number: 7, state: 'closed', updatedAt: '2025-06-01T12:30:01Z' },
        { ...pullRequest, number: 8, state: 'closed', updatedAt: '2025-06-01T12:29:59Z' },
      ],
    },
    pullRequests: [7],
    stages: ['staging'],
  },
  'without a file a stage that stands is looked at: its records may be waiting to be put in order': {
    given: { file: missing, environments: [stage()] },
    pullRequests: [],
    stages: ['staging'],
  },
  'without a file no other stage is woken, and previews are': {
    given: { file: missing, openPullRequests: numbered(3) },
    pullRequests: [3],
    stages: [],
  },
};

for (const [sentence, { given, pullRequests, stages }] of Object.entries(wakes)) {
  test(sentence, () => {
    const plan = planApplication({ ...quiet, ...given }, now);
    assert.deepEqual({ pullRequests: plan.pullRequests, stages: plan.stages }, { pullRequests, stages });
  });
}

const shown: Record<string, { given: Partial<ApplicationWorld>; status: string; reason: string; says: RegExp }> = {
  'a file that was read': {
    given: {},
    status: 'True',
    reason: 'FileRead',
    says: /dungeonmaster\.yaml.*branch main of acme\/shop/,
  },
  'a repository without the file': {
    given: { file: missing },
    status: 'False',
    reason: 'FileMissing',
    says: /add one/,
  },
  'a file with a mistake': {
    given: { file: invalid },
    status: 'False',
    reason: 'FileInvalid',
    says: /line 3: spec\.image: is bad/,
  },
};

for (const [sentence, { given, status, reason, says }] of Object.entries(shown)) {
  test(`the registration shows ${sentence}`, () => {
    const [ready] = planApplication({ ...quiet, ...given }, now).status?.conditions ?? [];
    assert.deepEqual(
      { type: ready?.type, status: ready?.status, reason: ready?.reason },
      { type: 'Ready', status, reason },
    );
    assert.match(ready?.message ?? '', says);
  });
}

test('a status that stands is not written again, however late it is', () => {
  const { status } = planApplication(quiet, now);
  assert.ok(status);
  const later = { ...quiet, application: stored({ ...application, status }) };
  assert.equal(planApplication(later, now + 3_600_000).status, undefined);
});

test('the stages of the last good file stay known while the file is broken', () => {
  const status = planApplication(quiet, now).status;
  assert.ok(status);
  const broken = { ...quiet, application: stored({ ...application, status }), file: invalid };
  assert.deepEqual(planApplication(broken, now).status?.stages, ['staging']);
});
