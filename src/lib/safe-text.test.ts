import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { safeDeep, safeJson, safeJsonLine, safeText } from './safe-text.ts';

const cases: Record<string, { text: string; safe: string }> = {
  'plain text stays': { text: 'the tests of "checkout" failed', safe: 'the tests of "checkout" failed' },
  'other languages and emoji stay': { text: 'naïve 検査 👩‍🚀 ✓', safe: 'naïve 検査 👩‍🚀 ✓' },
  'colours are shown, not obeyed': { text: '\u001b[31mred', safe: String.raw`\x1b[31mred` },
  'the one-byte form of an escape sequence as well': { text: '\u009b2J', safe: String.raw`\x9b2J` },
  'a line cannot be forged': { text: 'a\r\nnext: rm -rf', safe: String.raw`a\r\nnext: rm -rf` },
  'nor by other line ends': { text: 'a\u2028b\u2029c\u0085d', safe: String.raw`a\u{2028}b\u{2029}c\x85d` },
  'the reading direction stays': { text: 'a\u202Etxt.exe\u2066', safe: String.raw`a\u{202e}txt.exe\u{2066}` },
  'nothing is invisible': { text: 'a\u200Bb\uFEFF\u00AD', safe: String.raw`a\u{200b}b\u{feff}\xad` },
  'half a character is shown': { text: 'a\uD800', safe: String.raw`a\u{d800}` },
  'tags are shown': { text: '\u{E0041}', safe: String.raw`\u{e0041}` },
};
for (const [sentence, { text, safe }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(safeText(text), safe));
  test(`JSON: ${sentence}`, () => {
    assert.deepEqual(JSON.parse(safeJson({ text })), { text });
    assert.deepEqual(JSON.parse(safeJsonLine({ text })), { text });
    assert.doesNotMatch(safeJsonLine({ text }), /[\p{Cc}\u2028\u2029\u202E\u2066\uFEFF]/u);
    assert.doesNotMatch(safeJson({ text }).replaceAll('\n', ''), /[\p{Cc}\u2028\u2029\u202E\u2066\uFEFF]/u);
  });
}

test('every text of a view is made safe, and nothing else changes', () => {
  const view = { name: 'a\n', list: [{ text: '\u001b' }, 3, true, null], nothing: {} };
  assert.deepEqual(safeDeep(view), {
    name: String.raw`a\n`,
    list: [{ text: String.raw`\x1b` }, 3, true, null],
    nothing: {},
  });
});
