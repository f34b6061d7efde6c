import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { requestName, type ActOutcome, type ActRequest, type RequestedAct } from '#model/act-request.ts';
import type { EnvironmentStatus } from '#model/environment.ts';
import { previewName } from '#model/ids.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import { application, sha, shop, staging, stored } from '#model/samples.testing.ts';
import {
  candidate,
  deletedAt,
  failed,
  heads,
  invalid,
  missing,
  newPreview,
  newStage,
  noRecords,
  pending,
  preview,
  pullRequest,
  recorded,
  records,
  redeployed,
  stage,
} from '#features/deliver/worlds.testing.ts';
import type { PreviewWorld } from '#features/deliver/preview/gather.ts';
import type { StageWorld } from '#features/deliver/stage/gather.ts';
import { reasonsToKeep } from './delete.ts';
import type { ActWorld } from './gather.ts';
import { planAct, type ActPlan } from './plan.ts';

const requestedAt = '2025-06-01T12:30:00Z';
/** A minute after the request. */
const now = Date.parse('2025-06-01T12:31:00Z');
const MINUTE_MS = 60_000;

const request = (act: RequestedAct, outcome?: ActOutcome): Stored<ActRequest> =>
  stored({
    apiVersion: 'dungeonmaster.dev/v1alpha1',
    kind: 'ActRequest',
    metadata: { name: requestName('1'), namespace: 'dungeon-master' },
    spec: { act, environment: previewName(shop, 12), by: { login: 'ana' }, why: 'it hangs', requestedAt },
    ...(outcome && { status: { outcome } }),
  });

/** What was decided, in short: `record b`, `refused ChecksFailed`. */
function essence(plan: ActPlan): string {
  switch (plan.kind) {
    case 'record':
      return `record ${plan.act.act} ${plan.act.sha[0]}`;
    case 'adopt':
      return `adopt ${plan.recorded.deploymentId} ${plan.recorded.sha[0]}`;
    case 'conclude':
      return plan.outcome.kind === 'refused'
        ? `refused ${plan.outcome.reason}`
        : `done ${plan.outcome.succeeded ? 'well' : 'badly'} ${plan.outcome.reason}`;
    case 'carryOut':
    case 'lookAgain':
    case 'remove':
      return plan.kind;
  }
}

const previewKey = { kind: 'preview', application: shop, pullRequest: 12 } as const;
const stageKey = { kind: 'stage', application: shop, stage: staging } as const;

const ofPreview = (act: RequestedAct, given: Partial<PreviewWorld>): ActWorld => ({
  kind: 'open',
  request: request(act),
  subject: { kind: 'preview', key: previewKey, delivery: { ...newPreview, ...given } },
});

const ofStage = (
  act: RequestedAct,
  { accepted, ...given }: Partial<StageWorld> & { accepted?: StageWorld['accepted'] },
): ActWorld => ({
  kind: 'open',
  request: request(act),
  subject: { kind: 'stage', key: stageKey, delivery: { ...newStage, ...given }, accepted },
});

const runsA = preview({ head: 'a', revision: recorded('a', 40) });
const runsB = preview({ revision: recorded('b', 50) });
const deleting = { metadata: { deletionTimestamp: '2025-06-01T12:30:30Z' } };
const closed = { pullRequest: { ...pullRequest, state: 'closed' }, head: undefined } as const;
const old = { pullRequest: { ...pullRequest, updatedAt: '2025-06-01T11:00:00Z' } };

const redeploys: Record<string, { given: Partial<PreviewWorld>; plan: string; at?: number }> = {
  'what runs is recorded as a new attempt': {
    given: { environment: runsB, records: records('b', 50, 'success') },
    plan: 'record redeploy b',
  },
  'what failed may be tried again while its checks pass': {
    given: { environment: runsB, records: records('b', 50, 'failure') },
    plan: 'record redeploy b',
  },
  'what ran well once may start again, although a check of it failed since': {
    given: {
      environment: runsB,
      records: records('b', 50, 'failure', 'success'),
      head: candidate('b', { checks: failed }),
    },
    plan: 'record redeploy b',
  },
  'law 1: what never ran well may not start again while a check of it fails': {
    given: { environment: runsB, records: records('b', 50, 'failure'), head: candidate('b', { checks: failed }) },
    plan: 'refused ChecksFailed',
  },
  'law 1: without its image nothing starts': {
    given: {
      environment: runsB,
      records: records('b', 50, 'success'),
      head: candidate('b', { image: undefined }),
    },
    plan: 'refused ImageMissing',
  },
  'a second redeploy is another attempt': {
    given: { environment: preview({ revision: recorded('b', 55) }), records: withoutRequest(redeployed('b', 55)) },
    plan: 'record redeploy b',
  },
  'a deleted preview comes back': { given: { records: withoutRequest(deletedAt('b')) }, plan: 'record redeploy b' },
  'law 1: a deleted preview does not come back while a check of its head runs': {
    given: { records: withoutRequest(deletedAt('b')), head: candidate('b', { checks: pending }) },
    plan: 'refused ChecksPending',
  },
  'a deleted preview whose head ran well comes back whatever its checks say': {
    given: {
      records: withoutRequest(deletedAt('a')),
      pullRequest: { ...pullRequest, head: sha('a') },
      head: candidate('a', { checks: failed }),
    },
    plan: 'record redeploy a',
  },
  'while the newest commit waits nothing older is started in its place': {
    given: {
      environment: runsA,
      records: records('a', 40, 'success'),
      head: candidate('b', { checks: pending }),
    },
    plan: 'refused ChecksPending',
  },
  'law 3: a newer commit that has just passed starts by itself': {
    given: { environment: runsA, records: records('a', 40, 'success') },
    plan: 'refused AboutToChange',
  },
  'where nothing was accepted the reason of the head is told': {
    given: { environment: preview(), head: candidate('b', { checks: failed }) },
    plan: 'refused ChecksFailed',
  },
  'a fork is not started': {
    given: { pullRequest: { ...pullRequest, fork: true }, environment: preview() },
    plan: 'refused ForkNotAllowed',
  },
  'a closed pull request has nothing to redeploy': {
    given: { ...closed, records: records('b', 50, 'inactive') },
    plan: 'refused Closed',
  },
  'what is being deleted is not redeployed': {
    given: { environment: preview({ revision: recorded('b', 50), ...deleting }), records: records('b', 50) },
    plan: 'refused Deleting',
  },
  'where the newest record was deleted by somebody nothing is added to it': {
    given: { environment: runsB, records: { ...noRecords, freshness: 'missing' } },
    at: now + 2 * MINUTE_MS,
    plan: 'refused RecordMissing',
  },
  'a record that was not found may only not be shown yet': {
    given: { environment: runsB, records: { ...noRecords, freshness: 'missing' } },
    plan: 'lookAgain',
  },
  'law 5: an old answer is read again': {
    given: { ...old, environment: runsB, records: records('b', 50, 'success') },
    plan: 'lookAgain',
  },
  'law 5: an answer that lacks a record is read again': {
    given: { environment: runsB, records: { ...noRecords, freshness: 'stale' } },
    plan: 'lookAgain',
  },
  'what newer rules wrote is left alone': {
    given: { environment: preview({}, { rulesVersion: 2 }) },
    plan: 'refused NewerRules',
  },
  'what was recorded before a crash is not recorded again': {
    given: { environment: runsB, records: redeployed('b', 55) },
    plan: 'adopt 55 b',
  },
};

/** The same records, made for another request. */
function withoutRequest(world: PreviewWorld['records']): PreviewWorld['records'] {
  const others = world.chain.winners.map((one) => ({
    ...one,
    payload: { ...one.payload, request: { name: 'act-0', at: requestedAt } },
  }));
  return { ...world, chain: { ...world.chain, winners: others } };
}

for (const [sentence, { given, plan, at = now }] of Object.entries(redeploys)) {
  test(`redeploy: ${sentence}`, () => assert.equal(essence(planAct(ofPreview('redeploy', given), at)), plan));
}

const acceptedA = {
  environment: stage({ head: 'a', revision: recorded('a', 40) }),
  records: records('a', 40, 'success'),
};

const stageRedeploys: Record<string, { given: Parameters<typeof ofStage>[1]; plan: string }> = {
  'the newest commit that passed is a new attempt': {
    given: { ...acceptedA, heads: heads('a'), candidates: [], accepted: candidate('a') },
    plan: 'record redeploy a',
  },
  'while the newest commit of the branch waits nothing older is started': {
    given: { ...acceptedA, candidates: [candidate('b', { checks: pending })], accepted: candidate('a') },
    plan: 'refused ChecksPending',
  },
  'law 3: a newer commit that has just passed starts by itself': {
    given: { ...acceptedA, candidates: [candidate('b')], accepted: candidate('a') },
    plan: 'refused AboutToChange',
  },
  'a stage that the file does not name is not redeployed': {
    given: { ...acceptedA, stage: undefined, candidates: [], accepted: candidate('a') },
    plan: 'refused NoSuchStage',
  },
  'a stage where nothing was accepted has nothing to redeploy': {
    given: { candidates: [] },
    plan: 'refused NothingToRun',
  },
};

for (const [sentence, { given, plan }] of Object.entries(stageRedeploys)) {
  test(`redeploy a stage: ${sentence}`, () => assert.equal(essence(planAct(ofStage('redeploy', given), now)), plan));
}

const deletes: Record<string, { given: Partial<PreviewWorld>; plan: string; at?: number }> = {
  'what runs is recorded as deleted at its head': {
    given: { environment: runsA, records: records('a', 40, 'success') },
    plan: 'record delete b',
  },
  'what only waits is deleted as well': {
    given: { environment: preview(), head: candidate('b', { checks: failed }) },
    plan: 'record delete b',
  },
  'where the newest record was deleted by somebody the environment can still be': {
    given: { environment: runsB, records: { ...noRecords, freshness: 'missing' } },
    plan: 'record delete b',
  },
  'what goes with its pull request needs no act': {
    given: { ...closed, environment: runsB, records: records('b', 50) },
    plan: 'refused Closed',
  },
  'what is being deleted is not deleted twice': {
    given: { environment: preview(deleting), records: records('b', 50) },
    plan: 'refused Deleting',
  },
  'law 5: an old answer is read again': {
    given: { ...old, environment: runsB, records: records('b', 50) },
    plan: 'lookAgain',
  },
  'where there is no environment an old answer may lack its record': { given: {}, plan: 'lookAgain' },
  'where there is no environment, and no answer can be that old, it is refused': {
    given: {},
    at: now + 2 * MINUTE_MS,
    plan: 'refused NoSuchEnvironment',
  },
  'what was recorded before a crash is not recorded again': { given: { records: deletedAt('b') }, plan: 'adopt 60 b' },
};

for (const [sentence, { given, plan, at = now }] of Object.entries(deletes)) {
  test(`delete: ${sentence}`, () => assert.equal(essence(planAct(ofPreview('delete', given), at)), plan));
}

const named = { ...application, status: { stages: [staging] } };

const stageDeletes: Record<string, { given: Parameters<typeof ofStage>[1]; plan: string }> = {
  'a stage in the file is in use': { given: acceptedA, plan: 'refused StageInUse' },
  'a stage that the registration still shows is in use': {
    given: { ...acceptedA, stage: undefined, application: named },
    plan: 'refused StageInUse',
  },
  'law 2: a file that is not there proves nothing': {
    given: { ...acceptedA, stage: undefined, file: missing },
    plan: 'refused FileMissing',
  },
  'law 2: a file that cannot be read proves nothing': {
    given: { ...acceptedA, stage: undefined, file: invalid },
    plan: 'refused FileInvalid',
  },
  'a stage that the file no longer names is deleted at what it runs': {
    given: { ...acceptedA, stage: undefined },
    plan: 'record delete a',
  },
};

for (const [sentence, { given, plan }] of Object.entries(stageDeletes)) {
  test(`delete a stage: ${sentence}`, () => assert.equal(essence(planAct(ofStage('delete', given), now)), plan));
}

test('what nothing has the name of is refused', () => {
  const world: ActWorld = { kind: 'open', request: request('redeploy'), subject: undefined };
  assert.equal(essence(planAct(world, now)), 'refused NoSuchEnvironment');
});

test('a record says who, why, by which request, and from which answer', () => {
  const plan = planAct(ofPreview('redeploy', { environment: runsB, records: records('b', 50, 'success') }), now);
  const { sha: _sha, digest: _digest, ...about } = plan.kind === 'record' ? plan.act : assert.fail(plan.kind);
  assert.deepEqual(about, {
    act: 'redeploy',
    by: 'ana',
    why: 'it hangs',
    request: { name: 'act-1', at: requestedAt },
    seen: '2025-06-01T12:00:00Z',
  });
});

const recordedAs = (act: RequestedAct, deploymentId: number) => {
  const outcome = { kind: 'recorded', deploymentId, sha: sha('b') } as const;
  return { kind: 'recorded', request: request(act, outcome), outcome, key: previewKey } as const;
};
const attempted = (deploymentId: number, status: EnvironmentStatus['attempts']) => ({
  ...preview({ revision: recorded('b', deploymentId) }),
  status: { attempts: status ?? [] },
});
const attempt = { deploymentId: 55, sha: sha('b'), startedAt: requestedAt };
const crashed = { ...attempt, outcome: 'failed', reason: 'CrashLoopBackOff', message: 'it ends' } as const;

const followed: Record<string, { world: ActWorld; plan: string; at?: number }> = {
  'a redeploy that the spec does not name yet is carried out': {
    world: { ...recordedAs('redeploy', 55), environment: runsB },
    plan: 'carryOut',
  },
  'a deleted preview that is not there yet is brought back': {
    world: { ...recordedAs('redeploy', 55), environment: undefined },
    plan: 'carryOut',
  },
  'an attempt under way is waited for': {
    world: { ...recordedAs('redeploy', 55), environment: attempted(55, [attempt]) },
    plan: 'lookAgain',
  },
  'law 4: the end of a redeploy is the verdict of its own attempt': {
    world: {
      ...recordedAs('redeploy', 55),
      environment: attempted(55, [{ ...attempt, outcome: 'succeeded', reason: 'Available' }]),
    },
    plan: 'done well Available',
  },
  'law 4: the verdict of the attempt before is not its end': {
    world: {
      ...recordedAs('redeploy', 55),
      environment: attempted(55, [{ ...attempt, deploymentId: 50, outcome: 'succeeded', reason: 'Available' }]),
    },
    plan: 'lookAgain',
  },
  'an attempt that failed is told': {
    world: { ...recordedAs('redeploy', 55), environment: attempted(55, [crashed]) },
    plan: 'done badly CrashLoopBackOff',
  },
  'an attempt that a newer commit took the place of is over': {
    world: { ...recordedAs('redeploy', 55), environment: attempted(60, []) },
    plan: 'done badly Superseded',
  },
  'a deletion whose environment stands is carried out': {
    world: { ...recordedAs('delete', 60), environment: runsB },
    plan: 'carryOut',
  },
  'a deletion under way is waited for': {
    world: { ...recordedAs('delete', 60), environment: preview({ revision: recorded('b', 50), ...deleting }) },
    plan: 'lookAgain',
  },
  'what is gone is gone': { world: { ...recordedAs('delete', 60), environment: undefined }, plan: 'done well Deleted' },
  'what a newer record brought back was gone': {
    world: { ...recordedAs('delete', 60), environment: preview({ revision: recorded('c', 70) }) },
    plan: 'done well Deleted',
  },
  'a new head that waits is not what was deleted': {
    world: { ...recordedAs('delete', 60), environment: preview({ head: 'c' }) },
    plan: 'done well Deleted',
  },
  'nobody is kept waiting for ever': {
    world: { ...recordedAs('redeploy', 55), environment: undefined },
    at: now + 8 * MINUTE_MS,
    plan: 'done badly NotReady',
  },
  'where the application is no longer registered nobody carries it out': {
    world: { ...recordedAs('redeploy', 55), environment: undefined, key: undefined },
    plan: 'done badly NotReady',
  },
};

for (const [sentence, { world, plan, at = now }] of Object.entries(followed)) {
  test(sentence, () => assert.equal(essence(planAct(world, at)), plan));
}

const refused: ActOutcome = { kind: 'refused', reason: 'Closed', message: '', concludedAt: requestedAt };
const kept: Record<string, { later: number; minutes: number; plan: string }> = {
  'what became of a request can be asked for': { later: 0, minutes: 59, plan: 'lookAgain' },
  'an hour after its end a request is removed': { later: 0, minutes: 60, plan: 'remove' },
  'not more than a hundred are kept': { later: 100, minutes: 1, plan: 'remove' },
};

for (const [sentence, { later, minutes, plan }] of Object.entries(kept)) {
  test(sentence, () => {
    const world: ActWorld = { kind: 'concluded', request: request('delete', refused), later };
    assert.equal(essence(planAct(world, Date.parse(requestedAt) + minutes * MINUTE_MS)), plan);
  });
}

test('the order of the reasons to keep what stands is a decision', () =>
  assert.deepEqual(
    reasonsToKeep.map(({ reason }) => reason),
    ['Closed', 'StageInUse', 'FileMissing', 'FileInvalid'],
  ));
