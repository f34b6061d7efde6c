import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { mergedOrder } from './merged-order.ts';

/** One letter an item. */
const cases: Record<string, { live: string; sent: string; order: string }> = {
  'what is new comes behind what is there': { live: 'ab', sent: 'c', order: 'abc' },
  'what is sent has its own order': { live: 'abc', sent: 'cba', order: 'cba' },
  'what only the live list has stays behind what it stood behind': { live: 'axb', sent: 'ba', order: 'xba' },
  'what is new comes where it was sent': { live: 'acx', sent: 'abc', order: 'abcx' },
  'what is new at the front stays there': { live: 'bx', sent: 'ab', order: 'abx' },
  'several of others stay together': { live: 'axyb', sent: 'ab', order: 'axyb' },
  'nothing sent leaves the list': { live: 'ab', sent: '', order: 'ab' },
  'nothing live takes what is sent': { live: '', sent: 'ba', order: 'ba' },
};

for (const [sentence, { live, sent, order }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(mergedOrder(live.split(''), sent.split('')).join(''), order));
}
