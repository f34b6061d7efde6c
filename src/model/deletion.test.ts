import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Act } from './acts.ts';
import { deletionOf, describeDeletion } from './deletion.ts';
import { readRecords, type RecordPayload } from './record.ts';
import { shop } from './samples.testing.ts';

const record = (id: number, act: Act, changes: Partial<RecordPayload> = {}) => {
  const about = { v: 1, application: shop, previous: null, attempt: 1, sha: null, digest: null } as const;
  return { id, payload: { ...about, act, seq: id, by: 'ana', why: '', state: { passed: [] }, ...changes } };
};

const chains: Record<string, { acts: readonly Act[]; deletion: number | undefined }> = {
  'where nothing was done nothing was deleted': { acts: [], deletion: undefined },
  'what was deleted is told by its record': { acts: ['deploy', 'delete'], deletion: 2 },
  'what deploys nothing leaves it deleted': { acts: ['deploy', 'delete', 'hold'], deletion: 2 },
  'what was started since is not deleted': { acts: ['deploy', 'delete', 'redeploy'], deletion: undefined },
  'the last of two deletions counts': { acts: ['deploy', 'delete', 'delete'], deletion: 3 },
};

for (const [sentence, { acts, deletion }] of Object.entries(chains)) {
  test(sentence, () => {
    const records = acts.map((act, index) => record(index + 1, act));
    assert.equal(deletionOf(readRecords(records, shop))?.id, deletion);
  });
}

test('a deletion says who, when, and how it comes back', () => {
  const request = { name: 'act-1', at: '2026-01-02T03:04:05Z' };
  const { newest } = readRecords([record(1, 'delete', { request })], shop);
  assert.ok(newest);
  assert.equal(describeDeletion(newest, 'push a commit'), 'deleted by ana at 2026-01-02 03:04 UTC; push a commit');
});

test('a deletion that no request asked for says what is known of it', () => {
  const { newest } = readRecords([record(1, 'delete')], shop);
  assert.ok(newest);
  assert.equal(describeDeletion(newest, 'push a commit'), 'deleted by ana; push a commit');
});
