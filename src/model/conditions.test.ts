import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { conditionOf, withConditions } from './conditions.ts';

const before = '2025-06-01T12:00:00Z';
const now = '2025-06-01T13:00:00Z';
const ready = { type: 'Ready', status: 'True', reason: 'Available', message: 'it answers' } as const;
const waiting = { type: 'Waiting', status: 'True', reason: 'ChecksPending', message: 'waiting for test' } as const;

test('a new condition begins now', () =>
  assert.deepEqual(withConditions(undefined, [ready], now), [{ ...ready, lastTransitionTime: now }]));

test('the same status keeps its since, whatever the words', () =>
  assert.deepEqual(
    withConditions(
      [{ ...waiting, lastTransitionTime: before }],
      [{ ...waiting, reason: 'ChecksFailed', message: 'failed' }],
      now,
    ),
    [{ ...waiting, reason: 'ChecksFailed', message: 'failed', lastTransitionTime: before }],
  ));

test('another status begins now', () =>
  assert.deepEqual(withConditions([{ ...ready, lastTransitionTime: before }], [{ ...ready, status: 'False' }], now), [
    { ...ready, status: 'False', lastTransitionTime: now },
  ]));

test('conditions of others are kept, and the order does not depend on who wrote first', () => {
  const reported = {
    type: 'Reported',
    status: 'True',
    reason: 'Reported',
    message: '',
    lastTransitionTime: before,
  } as const;
  const one = withConditions([reported], [waiting, ready], now);
  const other = withConditions(withConditions([reported], [ready], now), [waiting], now);
  assert.deepEqual(
    one.map(({ type }) => type),
    ['Ready', 'Reported', 'Waiting'],
  );
  assert.deepEqual(one, other);
  assert.equal(conditionOf(one, 'Reported')?.lastTransitionTime, before);
});

test('a condition that is not there is not found', () => assert.equal(conditionOf(undefined, 'Ready'), undefined));
