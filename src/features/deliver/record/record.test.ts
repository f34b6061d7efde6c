import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { repository, sha, digest, shop, blog } from '#model/samples.testing.ts';
import type { RecordPayload } from '#model/record.ts';
import type { Deployments, DeploymentState, GitHubDeployment, NewDeployment } from '#ports/github/reports.ts';
import { deletedAt, deployment, noRecords, records, redeployed } from '#features/deliver/worlds.testing.ts';
import { closeRecord, openRecord } from './apply.ts';
import { accepted, gatherRecords, hasSucceeded, type ChainKey } from './gather.ts';
import { planRecord, type CommitAct } from './plan.ts';

const chain: ChainKey = { repository, application: shop, place: { environment: 'preview', task: 'preview-pr-12' } };

const deletion: Partial<RecordPayload> = { act: 'delete', digest: null, state: { passed: [] } };

interface Scripted {
  readonly listed?: readonly GitHubDeployment[];
  /** What the first lists show instead, one after the other. */
  readonly older?: readonly (readonly GitHubDeployment[])[];
  /** What GitHub has besides the list. */
  readonly unlisted?: readonly GitHubDeployment[];
  readonly states?: Readonly<Record<number, readonly DeploymentState[]>>;
}

/** GitHub's deployments as scripted; what is created is listed only if the script says so. */
function scripted({ listed = [], older = [], unlisted = [], states = {} }: Scripted) {
  const calls: string[] = [];
  const answers = [...older];
  const deployments: Deployments = {
    list: async () => (calls.push('list'), answers.shift() ?? listed),
    get: async (_repository, id) => (calls.push(`get ${id}`), [...listed, ...unlisted].find((one) => one.id === id)),
    create: async (_repository, { payload }) => (calls.push('create'), { ...deployment(90, 1, 'b'), payload }),
    statuses: async (_repository, id) => (
      calls.push(`statuses ${id}`),
      (states[id] ?? []).map((state) => ({ state, description: '' }))
    ),
    addStatus: async (_repository, id, { state }) => void calls.push(`${state} ${id}`),
  };
  return { deployments, calls };
}

const readings: Record<
  string,
  { script: Scripted; known?: number; freshness: string; newest?: number; unclosed?: number }
> = {
  'a chain that begins is fresh': { script: {}, freshness: 'fresh' },
  'an answer with the known record is fresh': {
    script: { listed: [deployment(50, 2, 'b'), deployment(40, 1, 'a')] },
    known: 40,
    freshness: 'fresh',
    newest: 50,
  },
  'an answer without a record that GitHub still has is stale': {
    script: { listed: [deployment(40, 1, 'a')], unlisted: [deployment(50, 2, 'b')] },
    known: 50,
    freshness: 'stale',
    newest: 40,
  },
  'an answer without a record that GitHub has no more misses it': {
    script: { listed: [deployment(40, 1, 'a')] },
    known: 50,
    freshness: 'missing',
    newest: 40,
  },
  'a double whose status was never written is open': {
    script: { listed: [deployment(50, 1, 'b'), deployment(51, 1, 'b')] },
    freshness: 'fresh',
    newest: 50,
    unclosed: 51,
  },
  'a double that was closed is not open': {
    script: { listed: [deployment(50, 1, 'b'), deployment(51, 1, 'b')], states: { 51: ['inactive', 'in_progress'] } },
    freshness: 'fresh',
    newest: 50,
  },
  'of several doubles the first that is open is told': {
    script: {
      listed: [deployment(50, 1, 'b'), deployment(51, 1, 'b'), deployment(52, 1, 'b')],
      states: { 51: ['inactive'], 52: ['in_progress'] },
    },
    freshness: 'fresh',
    newest: 50,
    unclosed: 52,
  },
  'an act that deploys nothing and was not closed is open': {
    script: { listed: [deployment(60, 2, 'b', deletion), deployment(50, 1, 'b')] },
    freshness: 'fresh',
    newest: 60,
    unclosed: 60,
  },
  'an act that deploys nothing and was closed is not open': {
    script: { listed: [deployment(60, 2, 'b', deletion), deployment(50, 1, 'b')], states: { 60: ['inactive'] } },
    freshness: 'fresh',
    newest: 60,
  },
  'records of another application are not ours': {
    script: { listed: [deployment(50, 1, 'b', { application: blog })] },
    freshness: 'fresh',
  },
};

for (const [sentence, { script, known, freshness, newest, unclosed }] of Object.entries(readings)) {
  test(sentence, async () => {
    const world = await gatherRecords(scripted(script).deployments, chain, known);
    assert.deepEqual(
      { freshness: world.freshness, newest: world.chain.newest?.id, unclosed: world.unclosed },
      { freshness, newest, unclosed },
    );
  });
}

const before: Record<string, { act: RecordPayload['act']; states: readonly DeploymentState[]; ran: boolean }> = {
  'a redeploy of what ran well by the record before': { act: 'redeploy', states: ['success'], ran: true },
  'a redeploy of what never ran well': { act: 'redeploy', states: ['failure'], ran: false },
  'a deploy does not ask what was before': { act: 'deploy', states: ['success'], ran: false },
};
for (const [sentence, { act: repeated, states: shown, ran }] of Object.entries(before)) {
  test(`it ran before: ${sentence}`, async () => {
    const listed = [deployment(60, 2, 'b', { act: repeated }), deployment(50, 1, 'b')];
    const world = await gatherRecords(scripted({ listed, states: { 50: shown } }).deployments, chain, 50);
    assert.equal(world.ranBefore, ran);
    assert.equal(hasSucceeded(world), ran);
  });
}

test('the statuses are those of the newest record', async () => {
  const { deployments } = scripted({
    listed: [deployment(50, 2, 'b'), deployment(40, 1, 'a')],
    states: { 40: ['inactive', 'success'], 50: ['in_progress'] },
  });
  const { statuses } = await gatherRecords(deployments, chain, undefined);
  assert.deepEqual(
    statuses.map(({ state }) => state),
    ['in_progress'],
  );
});

const costs: Record<string, { known: number | undefined; calls: readonly string[] }> = {
  'the statuses of the known record are read beside the list': { known: 50, calls: ['statuses 50', 'list'] },
  'where none is known they are read behind it': { known: undefined, calls: ['list', 'statuses 50'] },
  'those of a record that does not count any more are read for nothing': {
    known: 40,
    calls: ['statuses 40', 'list', 'statuses 50'],
  },
};
for (const [sentence, { known, calls: expected }] of Object.entries(costs)) {
  test(sentence, async () => {
    const { deployments, calls } = scripted({ listed: [deployment(50, 2, 'b'), deployment(40, 1, 'a')] });
    await gatherRecords(deployments, chain, known);
    assert.deepEqual(calls, expected);
  });
}

test('the statuses of a known record that is gone are no error', async () => {
  const { deployments } = scripted({ listed: [deployment(40, 1, 'a')] });
  const statuses: Deployments['statuses'] = (where, id) =>
    id === 50 ? Promise.reject(new Error('not found')) : deployments.statuses(where, id);
  assert.equal((await gatherRecords({ ...deployments, statuses }, chain, 50)).freshness, 'missing');
});

const states: Record<string, { states: readonly DeploymentState[]; accepted: boolean; succeeded: boolean }> = {
  'a record without a status is accepted': { states: [], accepted: true, succeeded: false },
  'a record under way is accepted': { states: ['in_progress'], accepted: true, succeeded: false },
  'a record that failed is accepted still': { states: ['failure', 'in_progress'], accepted: true, succeeded: false },
  'a record that failed after it ran well has succeeded once': {
    states: ['failure', 'success'],
    accepted: true,
    succeeded: true,
  },
  'a record that is over is not accepted': { states: ['inactive', 'success'], accepted: false, succeeded: true },
  'a record that came back is accepted': { states: ['success', 'inactive'], accepted: true, succeeded: true },
};

for (const [sentence, { states: shown, accepted: isAccepted, succeeded }] of Object.entries(states)) {
  test(sentence, () => {
    const world = records('b', 50, ...shown);
    assert.equal(accepted(world)?.id, isAccepted ? 50 : undefined);
    assert.equal(hasSucceeded(world), succeeded);
  });
}

test('what ran well by an earlier record of the same commit has succeeded, and nothing is told of it twice', () => {
  assert.equal(hasSucceeded(redeployed('b', 55)), false);
  assert.equal(hasSucceeded(redeployed('b', 55, [sha('b')])), true);
  assert.equal(hasSucceeded(redeployed('b', 55, [sha('a')])), false);
});

test('after a deletion nothing is accepted', () => assert.equal(accepted(deletedAt('b')), undefined));

test('the record of a deletion names its head, and leaves nothing to run but what passed', () => {
  const deleted = { act: 'delete', sha: sha('b'), digest: null, by: 'ana', why: 'no\nmore' } as const;
  const { sha: ref, description, payload } = planRecord(chain, records('a', 50, 'success'), deleted);
  assert.deepEqual([ref, description], [sha('b'), 'shop: delete bbbbbbb: no more']);
  const { attempt, state } = payload as Pick<RecordPayload, 'attempt' | 'state'>;
  assert.deepEqual([attempt, state], [1, { passed: [sha('a')] }]);
});

const act: CommitAct = { act: 'deploy', sha: sha('c'), digest: digest('c'), by: 'dungeon-master', why: 'it passed' };

test('a record says where, what, and what came before it', () => {
  const { payload, ...planned } = planRecord(chain, records('b', 50, 'success'), act);
  assert.deepEqual(planned, {
    environment: 'preview',
    task: 'preview-pr-12',
    sha: sha('c'),
    description: 'shop: deploy ccccccc: it passed',
    transient: true,
    production: false,
  });
  const { seq, previous, attempt, state } = payload as {
    seq: number;
    previous: number;
    attempt: number;
    state: object;
  };
  assert.deepEqual({ seq, previous, attempt }, { seq: 2, previous: 50, attempt: 2 });
  assert.deepEqual(state, { sha: sha('c'), digest: digest('c'), passed: [sha('b')] });
});

test('a record of production says so, and is not transient', () => {
  const production = { ...chain, place: { environment: 'production', task: 'shop' } };
  const { transient, production: isProduction } = planRecord(production, noRecords, act);
  assert.deepEqual({ transient, isProduction }, { transient: false, isProduction: true });
});

test('a long reason is cut to what GitHub takes', () => {
  const { description } = planRecord(chain, noRecords, { ...act, why: 'x'.repeat(5_000) });
  assert.equal(description.length, 140);
});

const ours = deployment(90, 1, 'b');
const openings: Record<string, Pick<Scripted, 'listed' | 'older'> & { counts: number; reads?: number }> = {
  'a record that nobody else made counts': { listed: [ours], counts: 90 },
  'a record of the same number that came first counts instead': { listed: [deployment(89, 1, 'a'), ours], counts: 89 },
  'a record of the same number that came later does not': { listed: [deployment(91, 1, 'a'), ours], counts: 90 },
  'a record of a higher number counts instead': { listed: [deployment(95, 2, 'a'), ours], counts: 95 },
  'an answer from before it hides others as well: it is asked for again': {
    older: [[deployment(40, 0, 'a')]],
    listed: [deployment(89, 1, 'a'), ours],
    counts: 89,
    reads: 2,
  },
  'a record that no list shows yet counts': { listed: [deployment(40, 0, 'a')], counts: 90, reads: 2 },
};

for (const [sentence, { counts, reads = 1, ...script }] of Object.entries(openings)) {
  test(sentence, async () => {
    const { deployments, calls } = scripted(script);
    const planned: NewDeployment = planRecord(chain, noRecords, act);
    const { record, confirm } = await openRecord(deployments, chain, planned);
    assert.deepEqual([record.id, (await confirm()).id], [90, counts]);
    assert.deepEqual(calls, ['create', ...Array.from({ length: reads }, () => 'list')]);
  });
}

test('a record that is closed is inactive', async () => {
  const { deployments, calls } = scripted({});
  const github = { deployments } as Parameters<typeof closeRecord>[0]['github'];
  await closeRecord({ github } as Parameters<typeof closeRecord>[0], repository, { deploymentId: 51, why: 'over' });
  assert.deepEqual(calls, ['inactive 51']);
});
