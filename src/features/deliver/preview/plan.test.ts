import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { blog, digest, repository, sha } from '#model/samples.testing.ts';
import {
  candidate,
  deletedAt,
  doubled as twoRecords,
  essence,
  failed,
  invalid,
  newPreview,
  noRecords,
  passed,
  pending,
  preview,
  pullRequest,
  recorded,
  records,
  recordsThatSaw,
  redeployed,
  waitsFor,
} from '#features/deliver/worlds.testing.ts';
import type { PreviewWorld } from './gather.ts';
import { planPreview } from './plan.ts';
import { previewReasonsToWait, reasonsToDiscard, reasonsToStop } from './rules.ts';

const runsA = preview({ head: 'a', revision: recorded('a', 40) });
const runsB = preview({ revision: recorded('b', 50) });
const deleting = { metadata: { deletionTimestamp: '2025-06-01T12:30:00Z' } };
const closed = { ...pullRequest, state: 'closed' } as const;
const doubled = { ...records('b', 50, 'success'), unclosed: 51 };

const cases: Record<string, { given: Partial<PreviewWorld>; plan: object }> = {
  'a new pull request whose checks passed is recorded, and starts at once': {
    given: {},
    plan: { kind: 'record', starts: 'b when opened' },
  },
  'a new pull request whose checks run gets an environment that waits': {
    given: { head: candidate('b', { checks: pending }) },
    plan: { kind: 'write', waits: 'ChecksPending' },
  },
  'what waits for the same as before is not written again': {
    given: {
      environment: preview({ waiting: { reason: 'ChecksPending', message: 'waiting for test' } }),
      head: candidate('b', { checks: pending }),
    },
    plan: { kind: 'nothing' },
  },
  'a fork waits whatever its checks say': {
    given: { pullRequest: { ...pullRequest, fork: true } },
    plan: { kind: 'write', waits: 'ForkNotAllowed' },
  },
  'a push whose checks passed is recorded, and meanwhile the spec keeps what runs': {
    given: { environment: runsA, records: records('a', 40, 'success') },
    plan: { kind: 'record', starts: 'b when opened', runs: 'a by 40' },
  },
  'a push whose checks failed leaves the accepted commit running': {
    given: { environment: runsA, records: records('a', 40, 'success'), head: candidate('b', { checks: failed }) },
    plan: { kind: 'write', runs: 'a by 40', waits: 'ChecksFailed' },
  },
  'a push without its image leaves the accepted commit running': {
    given: { environment: runsA, records: records('a', 40, 'success'), head: candidate('b', { image: undefined }) },
    plan: { kind: 'write', runs: 'a by 40', waits: 'ImageMissing' },
  },
  'a push with a broken file leaves the accepted commit running': {
    given: { environment: runsA, records: records('a', 40, 'success'), head: candidate('b', { file: invalid }) },
    plan: { kind: 'write', runs: 'a by 40', waits: 'FileInvalid' },
  },
  'a waiting that is over is taken away': {
    given: {
      environment: preview({ revision: recorded('b', 50), waiting: waitsFor('ChecksPending') }),
      records: records('b', 50),
    },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'what runs as recorded is left alone': {
    given: { environment: runsB, records: records('b', 50, 'success') },
    plan: { kind: 'nothing' },
  },
  'what runs goes on running when a check of it fails later': {
    given: { environment: runsB, records: records('b', 50, 'success'), head: candidate('b', { checks: failed }) },
    plan: { kind: 'nothing' },
  },
  'a commit that crashed stays wanted: nobody goes back by himself': {
    given: { environment: runsB, records: records('b', 50, 'failure') },
    plan: { kind: 'nothing' },
  },
  'a newer answer about the pull request alone is noted down': {
    given: {
      environment: runsB,
      records: records('b', 50, 'success'),
      pullRequest: { ...pullRequest, updatedAt: '2025-06-01T12:00:01Z' },
    },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'a force-push back to the commit before is a new record': {
    given: {
      environment: preview({ head: 'a', revision: recorded('a', 60) }),
      records: records('a', 60, 'success'),
      head: candidate('b'),
    },
    plan: { kind: 'record', starts: 'b when opened', runs: 'a by 60' },
  },

  'a record that exists although the spec was never written is taken up, not made twice': {
    given: { environment: preview(), records: records('b', 50) },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'a record that exists although its environment was never written is taken up': {
    given: { records: records('b', 50) },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'an empty cluster starts what ran well before, even if a check of it failed since': {
    given: {
      records: records('b', 50, 'failure', 'success'),
      head: candidate('b', { checks: failed }),
    },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'an empty cluster does not start what never ran well and whose checks fail': {
    given: { records: records('b', 50, 'in_progress'), head: candidate('b', { checks: failed }) },
    plan: { kind: 'write', waits: 'ChecksFailed' },
  },
  'an empty cluster waits for the image of what ran well before': {
    given: { records: records('b', 50, 'success'), head: candidate('b', { image: undefined }) },
    plan: { kind: 'write' },
  },
  'an accepted commit that is not the head and that this cluster has yet to start is started': {
    given: {
      records: records('a', 40, 'success'),
      head: candidate('b', { checks: pending }),
      accepted: candidate('a', { checks: failed }),
    },
    plan: { kind: 'write', runs: 'a by 40', waits: 'ChecksPending' },
  },
  'an accepted commit that never ran well is started here only if it may': {
    given: {
      records: records('a', 40, 'in_progress'),
      head: candidate('b', { checks: pending }),
      accepted: candidate('a', { checks: failed }),
    },
    plan: { kind: 'write', waits: 'ChecksPending' },
  },
  'an accepted commit that never ran well, but whose checks passed, is started': {
    given: {
      records: records('a', 40),
      head: candidate('b', { checks: failed }),
      accepted: candidate('a', { checks: passed }),
    },
    plan: { kind: 'write', runs: 'a by 40', waits: 'ChecksFailed' },
  },
  'a head that may start is not held up by an accepted commit that was not started': {
    given: { records: records('a', 40, 'success'), accepted: candidate('a') },
    plan: { kind: 'record', starts: 'b when opened' },
  },
  'the record that came first replaces its double in the spec': {
    given: { environment: preview({ revision: recorded('b', 51) }), records: doubled },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'what runs by a double runs by the record that counts, though its commit might not start any more': {
    given: {
      environment: preview({ revision: recorded('b', 51) }),
      records: twoRecords('b', 50, 'b', 51),
      head: candidate('b', { checks: failed }),
    },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'a double that is still open is closed once nothing else is to do': {
    given: { environment: runsB, records: doubled },
    plan: { kind: 'closeRecord', deploymentId: 51 },
  },
  'a double waits while there is something else to do': {
    given: { environment: preview(), records: doubled },
    plan: { kind: 'write', runs: 'b by 50' },
  },

  'a record that a person deleted stops everything but what runs': {
    given: { environment: runsB, records: { ...noRecords, freshness: 'missing' } },
    plan: { kind: 'write', runs: 'b by 50', waits: 'RecordMissing' },
  },
  'a deleted record does not start the head': {
    given: { environment: runsA, records: { ...noRecords, freshness: 'missing' } },
    plan: { kind: 'write', runs: 'a by 40', waits: 'RecordMissing' },
  },
  'law 3: a deleted record does not bring back the commit of the record before': {
    given: {
      environment: preview({ revision: recorded('b', 50) }),
      records: { ...records('a', 40, 'failure', 'success'), freshness: 'missing' },
      accepted: candidate('a'),
    },
    plan: { kind: 'write', runs: 'b by 50', waits: 'RecordMissing' },
  },

  'law 3: what runs is a double of a later answer than the record that counts: it is recorded once more': {
    given: {
      environment: preview({ revision: recorded('c', 51) }),
      records: twoRecords('a', 50, 'c', 51),
      head: candidate('b', { checks: pending }),
      accepted: candidate('a'),
    },
    plan: { kind: 'record', starts: 'c when opened', runs: 'c by 51', waits: 'ChecksPending' },
  },

  'a closed pull request loses its environment': {
    given: { environment: runsB, pullRequest: closed, head: undefined, records: records('b', 50, 'success') },
    plan: { kind: 'delete' },
  },
  'a merged pull request loses its environment': {
    given: { environment: runsB, pullRequest: { ...closed, merged: true }, head: undefined },
    plan: { kind: 'delete' },
  },
  'a closed pull request loses its environment even if its record is missing': {
    given: {
      environment: runsB,
      pullRequest: closed,
      head: undefined,
      records: { ...noRecords, freshness: 'missing' },
    },
    plan: { kind: 'delete' },
  },
  'an environment that is being deleted is not deleted twice': {
    given: { environment: preview(deleting), pullRequest: closed, head: undefined },
    plan: { kind: 'nothing' },
  },
  'closed, no environment, and a record that was left open: the record is closed': {
    given: { pullRequest: closed, head: undefined, records: records('b', 50, 'success') },
    plan: { kind: 'closeRecord', deploymentId: 50 },
  },
  'closed, no environment, and a record that is over: nothing': {
    given: { pullRequest: closed, head: undefined, records: records('b', 50, 'inactive', 'success') },
    plan: { kind: 'nothing' },
  },
  'closed before anything was done: nothing': {
    given: { pullRequest: closed, head: undefined },
    plan: { kind: 'nothing' },
  },
  'closed, and a double was left open: the double is closed': {
    given: { pullRequest: closed, head: undefined, records: { ...records('b', 50, 'inactive'), unclosed: 51 } },
    plan: { kind: 'closeRecord', deploymentId: 51 },
  },
  'a reopened pull request whose newest record is over is recorded anew': {
    given: { records: records('b', 50, 'inactive', 'success') },
    plan: { kind: 'record', starts: 'b when opened' },
  },
  'a reopened pull request whose checks fail now waits, although it ran before': {
    given: { records: records('b', 50, 'inactive', 'success'), head: candidate('b', { checks: failed }) },
    plan: { kind: 'write', waits: 'ChecksFailed' },
  },
  'a reopened pull request waits until the environment before is gone': {
    given: { environment: preview(deleting) },
    plan: { kind: 'discard', because: 'Deleting' },
  },

  'a deletion that is recorded takes away what runs, and says why': {
    given: { environment: runsA, records: deletedAt('b') },
    plan: { kind: 'delete', runs: 'a by 40', waits: 'DeletedOnRequest' },
  },
  'the record of a deletion deploys nothing: it is closed with it': {
    given: { environment: runsA, records: { ...deletedAt('b'), unclosed: 60 } },
    plan: { kind: 'delete', runs: 'a by 40', waits: 'DeletedOnRequest', closes: 60 },
  },
  'a deletion takes away an environment that only waits': {
    given: { environment: preview(), records: deletedAt('b') },
    plan: { kind: 'delete', waits: 'DeletedOnRequest' },
  },
  'the head that was deleted does not come back by itself, although its checks passed': {
    given: { records: deletedAt('b') },
    plan: { kind: 'stop', because: 'DeletedOnRequest' },
  },
  'a deletion that was left open on GitHub is closed': {
    given: { records: { ...deletedAt('b'), unclosed: 60 } },
    plan: { kind: 'closeRecord', deploymentId: 60 },
  },
  'a push after a deletion is a new beginning': {
    given: { records: deletedAt('c') },
    plan: { kind: 'record', starts: 'b when opened' },
  },
  'a push after a deletion that still has to pass waits, and what ran before does not come back': {
    given: { records: deletedAt('c'), head: candidate('b', { checks: pending }) },
    plan: { kind: 'write', waits: 'ChecksPending' },
  },
  'what ran goes even if a push came before it could': {
    given: { environment: runsA, records: deletedAt('c') },
    plan: { kind: 'delete', runs: 'a by 40', waits: 'DeletedOnRequest' },
  },
  'a new head that waits keeps its environment, although the one before was deleted': {
    given: { environment: preview({ waiting: waitsFor('ChecksPending') }), records: deletedAt('c') },
    plan: { kind: 'record', starts: 'b when opened' },
  },
  'law 2: a deletion from before a record that is gone from GitHub deletes nothing': {
    given: {
      environment: preview({ revision: recorded('b', 70) }),
      records: { ...deletedAt('b'), freshness: 'missing' },
    },
    plan: { kind: 'write', runs: 'b by 70', waits: 'RecordMissing' },
  },
  'a deletion after a record that is gone from GitHub counts': {
    given: { environment: runsA, records: { ...deletedAt('b'), freshness: 'missing' } },
    plan: { kind: 'delete', runs: 'a by 40', waits: 'DeletedOnRequest' },
  },
  'a pull request that closed after a deletion leaves nothing to do': {
    given: { pullRequest: closed, head: undefined, records: deletedAt('b') },
    plan: { kind: 'nothing' },
  },
  'law 5: where nothing stands that remembers a deletion, an answer that lacks it is discarded': {
    given: { records: { ...records('b', 50, 'success'), freshness: 'stale' } },
    plan: { kind: 'discard', because: 'StaleAnswer' },
  },
  'where nothing runs, and GitHub does not show what a person did, nothing is done': {
    given: { records: { ...records('b', 50, 'success'), freshness: 'missing' } },
    plan: { kind: 'stop', because: 'RecordMissing' },
  },
  'a redeploy that was recorded is a new attempt of the same commit': {
    given: { environment: runsB, records: redeployed('b', 55) },
    plan: { kind: 'write', runs: 'b by 55' },
  },
  'a redeploy of what ran well before starts, although a check of it failed since': {
    given: {
      environment: runsB,
      records: redeployed('b', 55, [sha('b')]),
      head: candidate('b', { checks: failed }),
    },
    plan: { kind: 'write', runs: 'b by 55' },
  },
  'law 1: a redeploy of what never ran well does not start while a check of it fails': {
    given: { environment: runsB, records: redeployed('b', 55), head: candidate('b', { checks: failed }) },
    plan: { kind: 'write', runs: 'b by 50', waits: 'ChecksFailed' },
  },

  'an answer older than one that was seen is discarded': {
    given: { environment: runsB, pullRequest: { ...pullRequest, updatedAt: '2025-06-01T11:59:59Z' } },
    plan: { kind: 'discard', because: 'StaleAnswer' },
  },
  'an old answer that says closed deletes nothing': {
    given: { environment: runsB, pullRequest: { ...closed, updatedAt: '2025-06-01T11:59:59Z' }, head: undefined },
    plan: { kind: 'discard', because: 'StaleAnswer' },
  },
  'an empty cluster discards an answer that is older than what the newest record saw': {
    given: { records: recordsThatSaw('2025-06-01T12:00:01Z', 'c', 60) },
    plan: { kind: 'discard', because: 'StaleAnswer' },
  },
  'an answer as old as what the newest record saw is good': {
    given: { records: recordsThatSaw('2025-06-01T12:00:00Z', 'a', 40) },
    plan: { kind: 'record', starts: 'b when opened' },
  },
  'an answer that lacks a record that GitHub still has is discarded': {
    given: { environment: runsB, records: { ...noRecords, freshness: 'stale' } },
    plan: { kind: 'discard', because: 'StaleAnswer' },
  },
  'what newer rules wrote is left alone': {
    given: { environment: preview({}, { rulesVersion: 2 }) },
    plan: { kind: 'stop', because: 'NewerRules' },
  },
  'what newer rules wrote is left alone even when the pull request is closed': {
    given: { environment: preview({}, { rulesVersion: 2 }), pullRequest: closed, head: undefined },
    plan: { kind: 'stop', because: 'NewerRules' },
  },
  'what older rules wrote is written anew': {
    given: {
      environment: preview({ revision: recorded('b', 50) }, { rulesVersion: 0 }),
      records: records('b', 50, 'success'),
    },
    plan: { kind: 'write', runs: 'b by 50' },
  },
  'an environment of another application under the same name stops everything': {
    given: { environment: preview({}, { application: blog }) },
    plan: { kind: 'stop', because: 'NameTaken' },
  },
  'an environment of the repository that the application was registered with before stops everything': {
    given: { environment: preview({}, { repository: { ...repository, id: repository.id + 1 } }) },
    plan: { kind: 'stop', because: 'NameTaken' },
  },
  'an environment of another application is not deleted for our closed pull request': {
    given: { environment: preview({}, { application: blog }), pullRequest: closed, head: undefined },
    plan: { kind: 'stop', because: 'NameTaken' },
  },
};

for (const [sentence, { given, plan }] of Object.entries(cases)) {
  test(sentence, () => {
    const world = { ...newPreview, ...given };
    assert.deepEqual(essence(planPreview(world)), plan, JSON.stringify(planPreview(world)));
  });
}

test('what was redeployed says who asked for it, why, and the image that was recorded', () => {
  const plan = planPreview({ ...newPreview, environment: runsB, records: redeployed('b', 55) });
  const revision = plan.kind === 'write' ? plan.spec.revision : undefined;
  assert.deepEqual(revision?.asked, { by: 'ana', why: 'x' });
  assert.equal(revision?.digest, digest('b'));
});

test('the words about a deletion say who, when, and how it comes back', () => {
  const plan = planPreview({ ...newPreview, records: deletedAt('b') });
  const because = plan.kind === 'stop' ? plan.because.message : plan.kind;
  assert.equal(because, 'deleted by ana at 2025-06-01 12:03 UTC; push a commit, or: dm env redeploy shop-pr-12');
});

test('a spec says which head, of which pull request, as of when, and by which rules', () => {
  const plan = planPreview(newPreview);
  assert.deepEqual('spec' in plan ? plan.spec : plan, {
    application: 'shop',
    repository: { id: 7, fullName: 'acme/shop' },
    pullRequest: { number: 12, head: sha('b'), fork: false, updatedAt: '2025-06-01T12:00:00Z' },
    rulesVersion: 1,
  });
});

test('a plan that was carried out leaves nothing to do', () => {
  const plan = planPreview({ ...newPreview, records: records('b', 50, 'success') });
  assert.equal(plan.kind, 'write');
  const environment = preview({}, 'spec' in plan && plan.kind === 'write' ? plan.spec : {});
  assert.equal(planPreview({ ...newPreview, records: records('b', 50, 'success'), environment }).kind, 'nothing');
});

const words = (rules: readonly { reason: string }[]) => rules.map(({ reason }) => reason);

test('the order of the reasons is a decision', () => {
  assert.deepEqual(words(reasonsToDiscard), ['StaleAnswer', 'StaleAnswer', 'StaleAnswer', 'Deleting']);
  assert.deepEqual(words(reasonsToStop), ['NewerRules', 'NameTaken']);
  assert.equal(words(previewReasonsToWait)[0], 'ForkNotAllowed');
});
