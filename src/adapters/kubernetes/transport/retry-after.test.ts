import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-11-27T10:00:00Z');
const cases: Record<string, { value: string | undefined; ms: number | undefined }> = {
  seconds: { value: '7', ms: 7_000 },
  'no seconds': { value: '0', ms: 0 },
  'a date to come': { value: 'Fri, 27 Nov 2026 10:00:05 GMT', ms: 5_000 },
  'a date that is over': { value: 'Fri, 27 Nov 2026 09:00:00 GMT', ms: 0 },
  'no header': { value: undefined, ms: undefined },
  'an empty one': { value: '', ms: undefined },
  'a word': { value: 'soon', ms: undefined },
};
for (const [sentence, { value, ms }] of Object.entries(cases)) {
  test(`Retry-After: ${sentence}`, () => assert.equal(retryAfterMs(value, now), ms));
}
