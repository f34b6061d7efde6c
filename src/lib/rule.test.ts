import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { firstThatHolds, type Rule } from './rule.ts';

const rules: readonly Rule<number>[] = [
  { reason: 'Large', holds: (value) => (value > 10 ? `${value} is above 10` : undefined) },
  { reason: 'Even', holds: (value) => (value % 2 === 0 ? '' : undefined) },
  { reason: 'Positive', holds: (value) => (value > 0 ? 'it is above 0' : undefined) },
];

const cases: Record<string, { world: number; fact: object | undefined }> = {
  'the first of several that hold is the one': { world: 12, fact: { reason: 'Large', message: '12 is above 10' } },
  'a rule holds with an empty message too': { world: 2, fact: { reason: 'Even', message: '' } },
  'the last may be the only one': { world: 1, fact: { reason: 'Positive', message: 'it is above 0' } },
  'where none holds there is no fact': { world: -1, fact: undefined },
};

for (const [sentence, { world, fact }] of Object.entries(cases)) {
  test(sentence, () => assert.deepEqual(firstThatHolds(rules, world), fact));
}

test('rules after the one that holds are not asked', () => {
  const never: Rule<number> = { reason: 'Never', holds: () => assert.fail('it was asked') };
  assert.equal(firstThatHolds([...rules, never], 1)?.reason, 'Positive');
});
