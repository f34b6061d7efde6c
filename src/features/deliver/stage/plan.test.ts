import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { blog, sha } from '#model/samples.testing.ts';
import {
  candidate,
  deletedAt,
  doubled,
  essence,
  failed,
  heads,
  invalid,
  newStage,
  noRecords,
  pending,
  recorded,
  records,
  recordsThatSaw,
  stage,
  waitsFor,
} from '#features/deliver/worlds.testing.ts';
import { headsAfter, type StageWorld } from './gather.ts';
import { planStage } from './plan.ts';
import { reasonsToDiscard, reasonsToStop } from './rules.ts';

const runsA = stage({ head: 'a', revision: recorded('a', 40) });
const runsB = stage({ revision: recorded('b', 50) });
const acceptedA = { environment: runsA, records: records('a', 40, 'success') };
const acceptedB = { environment: runsB, records: records('b', 50, 'success'), candidates: [] };

const cases: Record<string, { given: Partial<StageWorld>; plan: object }> = {
  'a new stage records the head of its branch, and starts it when no act of a person came first': {
    given: {},
    plan: { kind: 'record', starts: 'b when confirmed' },
  },
  'a new stage whose head still has to pass waits': {
    given: { candidates: [candidate('b', { checks: pending })] },
    plan: { kind: 'write', waits: 'ChecksPending' },
  },
  'a merge whose checks passed replaces what runs': {
    given: acceptedA,
    plan: { kind: 'record', starts: 'b when confirmed', runs: 'a by 40' },
  },
  'a merge whose checks failed changes nothing but the words': {
    given: { ...acceptedA, candidates: [candidate('b', { checks: failed })] },
    plan: { kind: 'write', runs: 'a by 40', waits: 'ChecksFailed' },
  },
  'the newest that passed starts, and the head that failed says so': {
    given: {
      ...acceptedA,
      heads: heads('c', 'b', 'a'),
      candidates: [candidate('c', { checks: failed }), candidate('b')],
    },
    plan: { kind: 'record', starts: 'b when confirmed', runs: 'a by 40', waits: 'ChecksFailed' },
  },
  'a head that passed without its image lets an older one that may start go first': {
    given: {
      ...acceptedA,
      heads: heads('c', 'b', 'a'),
      candidates: [candidate('c', { image: undefined }), candidate('b')],
    },
    plan: { kind: 'record', starts: 'b when confirmed', runs: 'a by 40', waits: 'ImageMissing' },
  },
  'a new stage starts an older head while the newest fails': {
    given: { heads: heads('c', 'b'), candidates: [candidate('c', { checks: failed }), candidate('b')] },
    plan: { kind: 'record', starts: 'b when confirmed', waits: 'ChecksFailed' },
  },
  'where nothing newer passed the reason of the head is told': {
    given: {
      ...acceptedA,
      heads: heads('c', 'b', 'a'),
      candidates: [candidate('c', { checks: pending }), candidate('b', { checks: failed })],
    },
    plan: { kind: 'write', runs: 'a by 40', waits: 'ChecksPending' },
  },
  'what runs as recorded is left alone': { given: acceptedB, plan: { kind: 'nothing' } },
  'a waiting that is over is taken away': {
    given: { ...acceptedB, environment: stage({ revision: recorded('b', 50), waiting: waitsFor('ChecksFailed') }) },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'a commit that crashed stays wanted': {
    given: { ...acceptedB, records: records('b', 50, 'failure') },
    plan: { kind: 'nothing' },
  },
  'a force-push back to an older commit is followed': {
    given: {
      environment: runsB,
      records: records('b', 50, 'success'),
      heads: heads('a', 'b', 'a'),
      candidates: [candidate('a')],
    },
    plan: { kind: 'record', starts: 'a when confirmed', runs: 'b by 50' },
  },
  'a broken file on the branch lets nothing start': {
    given: { ...acceptedA, candidates: [candidate('b', { file: invalid })] },
    plan: { kind: 'write', runs: 'a by 40', waits: 'FileInvalid' },
  },

  'a record that exists although the spec was never written is taken up': {
    given: { environment: stage(), records: records('b', 50), candidates: [], accepted: candidate('b') },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'an empty cluster starts what ran well before, even if a check of it failed since': {
    given: { records: records('b', 50, 'success'), candidates: [], accepted: candidate('b', { checks: failed }) },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'an empty cluster does not start what never ran well and whose checks fail': {
    given: { records: records('b', 50), candidates: [], accepted: candidate('b', { checks: failed }) },
    plan: { kind: 'write' },
  },
  'an empty cluster starts what was accepted while the head waits': {
    given: {
      records: records('a', 40, 'success'),
      candidates: [candidate('b', { checks: failed })],
      accepted: candidate('a'),
    },
    plan: { kind: 'write', runs: 'a by 40', waits: 'ChecksFailed' },
  },
  'the record that came first replaces its double in the spec': {
    given: {
      environment: stage({ revision: recorded('b', 51) }),
      records: { ...records('b', 50), unclosed: 51 },
      candidates: [],
      accepted: candidate('b'),
    },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'what runs by a double runs by the record that counts, though its commit might not start any more': {
    given: {
      environment: stage({ revision: recorded('b', 51) }),
      records: doubled('b', 50, 'b', 51),
      candidates: [],
      accepted: candidate('b', { checks: failed }),
    },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'a double that is still open is closed once nothing else is to do': {
    given: { ...acceptedB, records: { ...records('b', 50, 'success'), unclosed: 51 } },
    plan: { kind: 'closeRecord', deploymentId: 51 },
  },

  'a record that a person deleted stops everything but what runs': {
    given: { environment: runsA, records: { ...noRecords, freshness: 'missing' } },
    plan: { kind: 'write', runs: 'a by 40', waits: 'RecordMissing' },
  },
  'law 3: a deleted record does not bring back the commit of the record before': {
    given: {
      environment: runsB,
      records: { ...records('a', 40, 'failure', 'success'), freshness: 'missing' },
      accepted: candidate('a'),
    },
    plan: { kind: 'write', runs: 'b by 50', waits: 'RecordMissing' },
  },

  'a stage that the file no longer names keeps running as it is': {
    given: { ...acceptedA, stage: undefined },
    plan: { kind: 'nothing' },
  },
  'a file that cannot be read changes nothing': {
    given: { ...acceptedA, file: invalid, stage: undefined },
    plan: { kind: 'nothing' },
  },
  'a stage that the file no longer names runs by the record that counts, where that is the same commit': {
    given: {
      environment: stage({ revision: recorded('b', 51) }),
      records: doubled('b', 50, 'b', 51),
      file: invalid,
      stage: undefined,
    },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'a stage that the file no longer names is not moved to another commit by the record that counts': {
    given: {
      environment: stage({ revision: recorded('a', 51) }),
      records: doubled('b', 50, 'a', 51),
      stage: undefined,
    },
    plan: { kind: 'nothing' },
  },
  'a stage that a person deletes is left to its deletion': {
    given: { environment: stage({ metadata: { deletionTimestamp: '2025-06-01T12:30:00Z' } }) },
    plan: { kind: 'nothing' },
  },

  'law 3: what runs is a double, newer than the record that counts: it is recorded once more, not taken back': {
    given: {
      environment: stage({ head: 'c', revision: recorded('b', 51) }),
      heads: heads('c', 'b', 'a'),
      records: doubled('a', 50, 'b', 51),
      candidates: [candidate('c', { checks: pending })],
      accepted: candidate('a'),
    },
    plan: { kind: 'record', starts: 'b when confirmed', runs: 'b by 51', waits: 'ChecksPending' },
  },
  'what runs is a double, older than the record that counts: that one takes its place': {
    given: {
      environment: stage({ head: 'c', revision: recorded('a', 51) }),
      heads: heads('c', 'b', 'a'),
      records: doubled('b', 50, 'a', 51),
      candidates: [candidate('c', { checks: pending })],
      accepted: candidate('b'),
    },
    plan: { kind: 'write', runs: 'b by 50', waits: 'ChecksPending' },
  },
  'an answer whose head is older than one that was seen is discarded': {
    given: { environment: stage({ head: 'c', updatedAt: '2026-06-01T12:00:02Z' }) },
    plan: { kind: 'discard', because: 'StaleAnswer' },
  },
  'a head that was seen and is no longer listed is no reason to stop: there were many pushes': {
    given: { environment: stage({ head: 'f' }) },
    plan: { kind: 'record', starts: 'b when confirmed' },
  },
  'a stage that follows another branch now need not know the old head': {
    given: { ...acceptedA, branch: 'release', heads: heads('b') },
    plan: { kind: 'record', starts: 'b when confirmed', runs: 'a by 40' },
  },
  'an empty cluster discards heads that are older than what the newest record saw': {
    given: { records: recordsThatSaw('2026-06-01T12:00:01Z', 'c', 60) },
    plan: { kind: 'discard', because: 'StaleAnswer' },
  },
  'an answer that lacks a record that GitHub still has is discarded': {
    given: { environment: runsA, records: { ...noRecords, freshness: 'stale' } },
    plan: { kind: 'discard', because: 'StaleAnswer' },
  },
  'a branch without a head waits for a push': {
    given: { heads: [], candidates: [] },
    plan: { kind: 'stop', because: 'BranchEmpty' },
  },
  'what newer rules wrote is left alone': {
    given: { environment: stage({}, { rulesVersion: 2 }) },
    plan: { kind: 'stop', because: 'NewerRules' },
  },
  'an environment of another application under the same name stops everything': {
    given: { environment: stage({}, { application: blog }) },
    plan: { kind: 'stop', because: 'NameTaken' },
  },
};

for (const [sentence, { given, plan }] of Object.entries(cases)) {
  test(sentence, () => {
    const world = { ...newStage, ...given };
    assert.deepEqual(essence(planStage(world)), plan, JSON.stringify(planStage(world)));
  });
}

const deletions: Record<string, { given: Partial<StageWorld>; plan: object }> = {
  'law 2: a stage that the file no longer names stays until its deletion is recorded': {
    given: { ...acceptedA, stage: undefined },
    plan: { kind: 'nothing' },
  },
  'a stage whose deletion is recorded goes, and says why': {
    given: { environment: runsA, records: deletedAt('a'), stage: undefined },
    plan: { kind: 'delete', runs: 'a by 40', waits: 'DeletedOnRequest' },
  },
  'the record of a deletion deploys nothing: it is closed with it': {
    given: { environment: runsA, records: { ...deletedAt('b'), unclosed: 60 } },
    plan: { kind: 'delete', runs: 'a by 40', waits: 'DeletedOnRequest', closes: 60 },
  },
  'what was deleted and is gone is left alone': {
    given: { records: deletedAt('a'), stage: undefined },
    plan: { kind: 'nothing' },
  },
  'a deletion that was left open on GitHub is closed': {
    given: { records: { ...deletedAt('a'), unclosed: 60 }, stage: undefined },
    plan: { kind: 'closeRecord', deploymentId: 60 },
  },
  'a stage that the file names again begins anew': {
    given: { records: deletedAt('a') },
    plan: { kind: 'record', starts: 'b when confirmed' },
  },
  'a stage that the file names again before it was gone goes first': {
    given: { environment: runsA, records: deletedAt('a') },
    plan: { kind: 'delete', runs: 'a by 40', waits: 'DeletedOnRequest' },
  },
  'law 2: a deletion from before a record that is gone from GitHub deletes nothing': {
    given: {
      environment: stage({ revision: recorded('b', 70) }),
      records: { ...deletedAt('a'), freshness: 'missing' },
      stage: undefined,
    },
    plan: { kind: 'nothing' },
  },
};

for (const [sentence, { given, plan }] of Object.entries(deletions)) {
  test(sentence, () => assert.deepEqual(essence(planStage({ ...newStage, ...given })), plan));
}

test('law 2: no world makes a stage be deleted', () => {
  for (const { given } of Object.values(cases)) {
    const kind: string = planStage({ ...newStage, ...given }).kind;
    assert.notEqual(kind, 'delete');
  }
});

const words = (rules: readonly { reason: string }[]) => rules.map(({ reason }) => reason);

test('the order of the reasons is a decision', () => {
  assert.deepEqual(words(reasonsToDiscard), ['StaleAnswer', 'StaleAnswer', 'StaleAnswer']);
  assert.deepEqual(words(reasonsToStop), ['NewerRules', 'BranchEmpty', 'NameTaken']);
});

const newer: Record<string, { reported: string; since: string | undefined; heads: string }> = {
  'only what GitHub reported later than the accepted commit is newer': { reported: 'dcba', since: 'b', heads: 'dc' },
  'nothing is newer than the head': { reported: 'dcba', since: 'd', heads: '' },
  'where nothing was accepted everything is newer': { reported: 'cba', since: undefined, heads: 'cba' },
  'a commit that was pushed back is newer than what came between': { reported: 'aba', since: 'b', heads: 'a' },
  'a commit that was head twice counts as the newer': { reported: 'cbabd', since: 'b', heads: 'c' },
  'a head that was reported twice is looked at once': { reported: 'cbcba', since: 'a', heads: 'cb' },
  'a branch that never had the accepted commit is newer as a whole': { reported: 'cb', since: 'a', heads: 'cb' },
};

for (const [sentence, { reported, since, heads: expected }] of Object.entries(newer)) {
  test(sentence, () =>
    assert.deepEqual(
      headsAfter(heads(...reported.split('')), since === undefined ? undefined : sha(since)),
      expected.split('').map(sha),
    ),
  );
}

test('not more than fifty heads are looked at', () => {
  const endless = Array.from({ length: 100 }, (_, index) => ({ sha: `${index}` as ReturnType<typeof sha>, at: '' }));
  assert.equal(headsAfter(endless, undefined).length, 50);
});
