import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { covers, equal } from './equal.ts';

const pairs: Record<string, { left: unknown; right: unknown; equal: boolean; covers: boolean }> = {
  'the same text': { left: 'a', right: 'a', equal: true, covers: true },
  'another text': { left: 'a', right: 'b', equal: false, covers: false },
  'a number and its text': { left: 1, right: '1', equal: false, covers: false },
  'null and nothing': { left: null, right: undefined, equal: false, covers: true },
  'nothing found where null is wanted': { left: undefined, right: null, equal: false, covers: false },
  'the same keys in another order': { left: { a: 1, b: 2 }, right: { b: 2, a: 1 }, equal: true, covers: true },
  'an absent key and one without a value': { left: { a: 1 }, right: { a: 1, b: undefined }, equal: true, covers: true },
  'a key without a value and an absent one': {
    left: { a: 1, b: undefined },
    right: { a: 1 },
    equal: true,
    covers: true,
  },
  'more than is wanted': { left: { a: 1, b: 2 }, right: { a: 1 }, equal: false, covers: true },
  'less than is wanted': { left: { a: 1 }, right: { a: 1, b: 2 }, equal: false, covers: false },
  'more, deep inside': { left: { a: { b: 1, c: 2 } }, right: { a: { b: 1 } }, equal: false, covers: true },
  'another value, deep inside': { left: { a: { b: 1 } }, right: { a: { b: 2 } }, equal: false, covers: false },
  'the same list': { left: [1, { a: 1 }], right: [1, { a: 1 }], equal: true, covers: true },
  'the same items in another order': { left: [1, 2], right: [2, 1], equal: false, covers: false },
  'a longer list': { left: [1, 2], right: [1], equal: false, covers: false },
  'a shorter list': { left: [1], right: [1, 2], equal: false, covers: false },
  'items that say more': { left: [{ a: 1, b: 2 }], right: [{ a: 1 }], equal: false, covers: true },
  'a list and a map': { left: [], right: {}, equal: false, covers: false },
  'a map and a list': { left: {}, right: [], equal: false, covers: false },
  'nothing where a map is wanted': { left: undefined, right: { a: 1 }, equal: false, covers: false },
  'nothing where an empty map is wanted': { left: undefined, right: {}, equal: false, covers: false },
  'a text where a map is wanted': { left: 'a', right: { length: 1 }, equal: false, covers: false },
  'two values that are not numbers': { left: Number.NaN, right: Number.NaN, equal: true, covers: true },
};

for (const [sentence, pair] of Object.entries(pairs)) {
  test(`${sentence} ${pair.equal ? 'are' : 'are not'} equal`, () =>
    assert.equal(equal(pair.left, pair.right), pair.equal));
  test(`${sentence}: equality has no direction`, () => assert.equal(equal(pair.right, pair.left), pair.equal));
  test(`${sentence} ${pair.covers ? 'covers' : 'does not cover'} what is wanted`, () =>
    assert.equal(covers(pair.left, pair.right), pair.covers));
}
