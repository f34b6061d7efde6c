import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { judge, type Figure } from './figures.ts';

const cases: Record<string, { given: Figure; isKept: boolean; limit: string }> = {
  'a ratio at its limit is kept, however long it took': {
    given: { name: 'apply-1000', value: 900, unit: 's', ratio: 1.5 },
    isKept: true,
    limit: 'ratio at most 1.5',
  },
  'a ratio over its limit is broken': {
    given: { name: 'push-10', value: 1, unit: 'ms', ratio: 6.01 },
    isKept: false,
    limit: 'ratio at most 6',
  },
  'a value is judged where the limit is one': {
    given: { name: 'memory-1000', value: 200.1, unit: 'MB', ratio: 1 },
    isKept: false,
    limit: 'value at most 200 MB',
  },
  'one write in a quiet minute is too many': {
    given: { name: 'quiet-writes', value: 1, unit: 'writes', ratio: 1 },
    isKept: false,
    limit: 'value at most 0 writes',
  },
  'a restart may take as long as it takes': {
    given: { name: 'restart-1000', value: 60, unit: 's', ratio: 100 },
    isKept: true,
    limit: 'none',
  },
  'what could not be measured is not kept': {
    given: { name: 'push-growth', value: Number.NaN, unit: 'times', ratio: Number.NaN },
    isKept: false,
    limit: 'ratio at most 1.3',
  },
};

for (const [sentence, { given, isKept, limit }] of Object.entries(cases)) {
  test(sentence, () => {
    const judged = judge(given);
    assert.deepEqual({ isKept: judged.isKept, limit: judged.limit }, { isKept, limit });
  });
}
