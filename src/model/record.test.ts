import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { acts, opensAttempt, type Act } from './acts.ts';
import {
  nextRecord,
  readRecords,
  stateAfter,
  type NextAct,
  type Record as ActRecord,
  type RecordPayload,
  type RecordState,
} from './record.ts';
import { blog, digest, sha, shop } from './samples.testing.ts';

const request = (act: Act, commit: string | null = null): NextAct => ({
  application: shop,
  act,
  sha: commit === null ? null : sha(commit),
  digest: commit === null ? null : digest(commit),
  by: 'ana',
  why: 'because',
});

const payload = (seq: number, changes: Partial<RecordPayload> = {}): RecordPayload => ({
  v: 1,
  ...request('deploy', 'a'),
  seq,
  previous: null,
  attempt: seq,
  state: { sha: sha('a'), digest: digest('a'), passed: [] },
  ...changes,
});

const at = (id: number, seq: number) => ({ id, payload: payload(seq) as unknown });
const ids = (records: readonly ActRecord[]) => records.map(({ id }) => id);

const chains: Record<
  string,
  {
    given: readonly { id: number; payload: unknown }[];
    newest: number | undefined;
    winners: number[];
    doubles: number[];
  }
> = {
  'no deployments are no records': { given: [], newest: undefined, winners: [], doubles: [] },
  'the highest number counts, whatever the order of the answer': {
    given: [at(20, 2), at(30, 3), at(10, 1)],
    newest: 30,
    winners: [30, 20, 10],
    doubles: [],
  },
  'of two with the same number the lowest id counts': {
    given: [at(31, 1), at(30, 1)],
    newest: 30,
    winners: [30],
    doubles: [31],
  },
  'three of the same number leave two doubles': {
    given: [at(32, 1), at(30, 1), at(31, 1)],
    newest: 30,
    winners: [30],
    doubles: [31, 32],
  },
  'a double of an older number stays a double': {
    given: [at(10, 1), at(11, 1), at(20, 2)],
    newest: 20,
    winners: [20, 10],
    doubles: [11],
  },
  'a lower id does not outweigh a higher number': {
    given: [at(9, 2), at(10, 1)],
    newest: 9,
    winners: [9, 10],
    doubles: [],
  },
  'a payload given as text is read': {
    given: [{ id: 1, payload: JSON.stringify(payload(1)) }],
    newest: 1,
    winners: [1],
    doubles: [],
  },
  'a payload that is no JSON is passed over': {
    given: [{ id: 1, payload: '{' }, at(2, 1)],
    newest: 2,
    winners: [2],
    doubles: [],
  },
  'a text that is JSON but no object is passed over': {
    given: [{ id: 1, payload: '5' }],
    newest: undefined,
    winners: [],
    doubles: [],
  },
  'no payload at all is passed over': {
    given: [
      { id: 1, payload: undefined },
      { id: 2, payload: null },
      { id: 3, payload: '' },
      { id: 4, payload: {} },
    ],
    newest: undefined,
    winners: [],
    doubles: [],
  },
  'a record of another application is passed over': {
    given: [{ id: 1, payload: payload(9, { application: blog }) }, at(2, 1)],
    newest: 2,
    winners: [2],
    doubles: [],
  },
  'a payload of another version is passed over': {
    given: [{ id: 1, payload: { ...payload(9), v: 2 } }, at(2, 1)],
    newest: 2,
    winners: [2],
    doubles: [],
  },
  'an unknown act is passed over': {
    given: [{ id: 1, payload: { ...payload(9), act: 'explode' } }],
    newest: undefined,
    winners: [],
    doubles: [],
  },
  'a commit that is none is passed over': {
    given: [{ id: 1, payload: { ...payload(9), sha: 'main' } }],
    newest: undefined,
    winners: [],
    doubles: [],
  },
  'a number below one is passed over': {
    given: [{ id: 1, payload: { ...payload(1), seq: 0 } }],
    newest: undefined,
    winners: [],
    doubles: [],
  },
  'a number that is no whole number is passed over': {
    given: [{ id: 1, payload: { ...payload(1), seq: 1.5 } }],
    newest: undefined,
    winners: [],
    doubles: [],
  },
  'fields that a later version adds do no harm': {
    given: [{ id: 1, payload: { ...payload(1), extra: true } }],
    newest: 1,
    winners: [1],
    doubles: [],
  },
};

for (const [sentence, { given, newest, winners, doubles }] of Object.entries(chains)) {
  test(sentence, () => {
    const chain = readRecords(given, shop);
    assert.deepEqual(
      { newest: chain.newest?.id, winners: ids(chain.winners), doubles: ids(chain.doubles) },
      { newest, winners, doubles },
    );
  });
}

const acted = (id: number, seq: number, name: Act, state: RecordState) => ({
  id,
  payload: payload(seq, { act: name, state }) as unknown,
});
const runsA: RecordState = { sha: sha('a'), passed: [] };

const attempts: Record<string, { given: readonly { id: number; payload: unknown }[]; attempt: number | undefined }> = {
  'the newest record that starts a commit is the attempt': { given: [at(10, 1), at(20, 2)], attempt: 20 },
  'an act that deploys nothing leaves the attempt before it': {
    given: [at(10, 1), acted(20, 2, 'hold', runsA)],
    attempt: 10,
  },
  'a deletion leaves none': { given: [at(10, 1), acted(20, 2, 'delete', { passed: [] })], attempt: undefined },
  'an act after a deletion brings none back': {
    given: [at(10, 1), acted(20, 2, 'delete', { passed: [] }), acted(30, 3, 'hold', { passed: [] })],
    attempt: undefined,
  },
  'a redeploy after a deletion is the attempt': {
    given: [at(10, 1), acted(20, 2, 'delete', { passed: [] }), acted(30, 3, 'redeploy', runsA)],
    attempt: 30,
  },
};

for (const [sentence, { given, attempt }] of Object.entries(attempts)) {
  test(sentence, () => assert.equal(readRecords(given, shop).attempt?.id, attempt));
}

const full: RecordState = {
  sha: sha('a'),
  digest: digest('a'),
  passed: [sha('a')],
  held: { by: 'eva', why: 'release' },
  frozen: { by: 'eva', why: 'holidays' },
};
const { held: _held, ...notHeld } = full;
const { frozen: _frozen, ...notFrozen } = full;
const { sha: _sha, digest: _digest, ...nothingRuns } = full;
const starts = { ...full, sha: sha('b'), digest: digest('b') };

const folds: { readonly [act in Act]: { sentence: string; commit?: string; state: RecordState } } = {
  deploy: { sentence: 'starts the commit', commit: 'b', state: starts },
  redeploy: { sentence: 'starts the commit', commit: 'b', state: starts },
  rollback: { sentence: 'starts the commit', commit: 'b', state: starts },
  hold: { sentence: 'says who held and why', state: { ...full, held: { by: 'ana', why: 'because' } } },
  unhold: { sentence: 'lifts the hold only', state: notHeld },
  freeze: { sentence: 'says who froze and why', state: { ...full, frozen: { by: 'ana', why: 'because' } } },
  unfreeze: { sentence: 'lifts the freeze only', state: notFrozen },
  delete: { sentence: 'leaves nothing running and keeps the rest', state: nothingRuns },
  approve: { sentence: 'changes nothing that runs', commit: 'b', state: full },
  okToTest: { sentence: 'changes nothing that runs', commit: 'b', state: full },
  extend: { sentence: 'changes nothing that runs', state: full },
  confirmDeletion: { sentence: 'changes nothing that runs', state: full },
  role: { sentence: 'changes nothing that runs', state: full },
};

for (const act of acts) {
  const { sentence, commit, state } = folds[act];
  test(`${act} ${sentence}`, () => assert.deepEqual(stateAfter(request(act, commit ?? null), full), state));
}

test('only deploy, redeploy and rollback open an attempt', () =>
  assert.deepEqual(acts.filter(opensAttempt), ['deploy', 'rollback', 'redeploy']));

const record = (state: RecordState, attempt = 3): ActRecord => ({ id: 70, payload: payload(4, { attempt, state }) });

test('the first record begins the chain', () => {
  const { seq, previous, attempt, state } = nextRecord(request('deploy', 'b'), undefined, false);
  assert.deepEqual({ seq, previous, attempt }, { seq: 1, previous: null, attempt: 1 });
  assert.deepEqual(state, { sha: sha('b'), digest: digest('b'), passed: [] });
});

test('the next record goes on from the one that counts', () => {
  const { seq, previous, attempt } = nextRecord(request('deploy', 'b'), record({ passed: [] }), false);
  assert.deepEqual({ seq, previous, attempt }, { seq: 5, previous: 70, attempt: 4 });
});

test('an act that starts nothing counts no attempt', () => {
  const { seq, attempt } = nextRecord(request('hold'), record(full), false);
  assert.deepEqual({ seq, attempt }, { seq: 5, attempt: 3 });
});

const verdicts: Record<string, { before: string[]; running?: string; passed: boolean; after: string[] }> = {
  'a commit that passed is carried by its successor': { before: ['b'], running: 'a', passed: true, after: ['a', 'b'] },
  'a commit that did not pass is not': { before: ['b'], running: 'a', passed: false, after: ['b'] },
  'a commit that passed again moves to the front once': {
    before: ['b', 'a', 'c'],
    running: 'a',
    passed: true,
    after: ['a', 'b', 'c'],
  },
  'five are kept': { before: ['1', '2', '3', '4', '5'], running: 'a', passed: true, after: ['a', '1', '2', '3', '4'] },
  'where nothing ran nothing passed': { before: ['b'], passed: true, after: ['b'] },
};

for (const [sentence, { before, running, passed, after }] of Object.entries(verdicts)) {
  test(sentence, () => {
    const state = { passed: before.map(sha), ...(running !== undefined && { sha: sha(running) }) };
    assert.deepEqual(nextRecord(request('deploy', 'd'), record(state), passed).state.passed, after.map(sha));
  });
}

test('what is written can be read', () => {
  const written = nextRecord(request('deploy', 'b'), record(full), true);
  const [read] = readRecords([{ id: 71, payload: JSON.stringify(written) }], shop).winners;
  assert.deepEqual(read?.payload, written);
});
