import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { backoffMs } from './backoff.ts';

const backoff = { firstMs: 100, longestMs: 1_000 };
const least = () => 0;
const most = () => 0.999_999;

const cases: Record<string, { failures: number; from: number; to: number }> = {
  'the first failure waits half to all of the first delay': { failures: 1, from: 50, to: 100 },
  'the second failure waits twice as long': { failures: 2, from: 100, to: 200 },
  'the third failure doubles again': { failures: 3, from: 200, to: 400 },
  'a delay ends at the longest': { failures: 5, from: 500, to: 1_000 },
  'a thousand failures wait no longer than the longest': { failures: 1_000, from: 500, to: 1_000 },
};

for (const [sentence, { failures, from, to }] of Object.entries(cases)) {
  test(sentence, () => {
    assert.equal(backoffMs(backoff, failures, least), from);
    assert.equal(backoffMs(backoff, failures, most), to);
  });
}
