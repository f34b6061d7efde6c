import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { fit, pad, widthOf } from './width.ts';

const widths: Record<string, number> = {
  '': 0,
  abc: 3,
  é: 1,
  'e\u0301': 1,
  検査: 4,
  한글: 4,
  ｆｕｌｌ: 8,
  '✓': 1,
  '🚀': 2,
  '👩‍🚀': 2,
  '❤️': 2,
};
for (const [text, width] of Object.entries(widths)) {
  test(`"${text}" takes ${width} columns`, () => assert.equal(widthOf(text), width));
}

const fits: Record<string, { text: string; columns: number; fitted: string }> = {
  'what fits stays': { text: 'abc', columns: 3, fitted: 'abc' },
  'what does not is cut with an ellipsis': { text: 'abcdef', columns: 4, fitted: 'abc…' },
  'a wide character is not halved': { text: '検査検査', columns: 4, fitted: '検…' },
  'an emoji is not taken apart': { text: '👩‍🚀👩‍🚀👩‍🚀', columns: 5, fitted: '👩‍🚀👩‍🚀…' },
  'no room is no text': { text: 'abc', columns: 0, fitted: '' },
};
for (const [sentence, { text, columns, fitted }] of Object.entries(fits)) {
  test(sentence, () => assert.equal(fit(text, columns), fitted));
}

test('padding counts columns, not characters', () => assert.equal(pad('検', 4), '検  '));
