import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { since } from './ledger.ts';

const spent = (...times: readonly number[]) => times.map((at) => ({ at, points: 1 }));

const cases: Record<string, { given: readonly number[]; left: readonly number[] }> = {
  'nothing was spent': { given: [], left: [] },
  'all of it is later': { given: [11, 12], left: [11, 12] },
  'what is not later is left out': { given: [8, 10, 12], left: [12] },
  'none of it is later': { given: [8, 9], left: [] },
  'of what came after a clock was set back, what is not later is left out as well': {
    given: [90, 95, 9, 12],
    left: [90, 95, 12],
  },
};
for (const [sentence, { given, left }] of Object.entries(cases)) {
  test(sentence, () => assert.deepEqual(since(10, spent(...given)), spent(...left)));
}
