import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { cut, oneLine, shortSha } from './text.ts';

const cuts: Record<string, { text: string; length: number; result: string }> = {
  'a short text stays as it is': { text: 'abc', length: 3, result: 'abc' },
  'a long text ends in an ellipsis at the length': { text: 'abcdef', length: 4, result: 'abc…' },
  'a character of two units is not left in half': { text: 'ab😀cd', length: 4, result: 'ab\ufffd…' },
  'half a character that was there already is replaced': { text: 'a\ud83d', length: 5, result: 'a\ufffd' },
};

for (const [sentence, { text, length, result }] of Object.entries(cuts)) {
  test(sentence, () => assert.equal(cut(text, length), result));
}

const lines: Record<string, { text: string; result: string }> = {
  'line ends become spaces': { text: 'a\r\nb\n\nc', result: 'a b c' },
  'control characters become spaces': { text: 'a\u0000\u001b[31mb\u2028c', result: 'a [31mb c' },
  'a line end at the edge leaves nothing': { text: '\na\n', result: 'a' },
};

for (const [sentence, { text, result }] of Object.entries(lines)) {
  test(sentence, () => assert.equal(oneLine(text), result));
}

test('a commit is shown by its first seven characters', () => assert.equal(shortSha('0123456789'), '0123456'));
