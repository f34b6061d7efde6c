import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { withCode } from '#ports/objects/samples.contract.ts';
import { linesOf } from './lines.ts';

async function* pieces(...given: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const piece of given) yield Buffer.from(piece);
}

async function read(body: AsyncIterable<Buffer>): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(body)) lines.push(line);
  return lines;
}

const letter = Buffer.from('ä');
const cases: Record<string, { body: AsyncIterable<Buffer>; lines: readonly string[] }> = {
  nothing: { body: pieces(), lines: [] },
  'several lines in one piece': { body: pieces('a\nb\nc\n'), lines: ['a', 'b', 'c'] },
  'one line in several pieces': { body: pieces('a', 'b', 'c\n'), lines: ['abc'] },
  'a line end alone in a piece': { body: pieces('a', '\n', 'b\n'), lines: ['a', 'b'] },
  'a last line without an end': { body: pieces('a\nb'), lines: ['a', 'b'] },
  'empty lines, which say nothing': { body: pieces('\n\na\n\n'), lines: ['a'] },
  'a letter in two pieces': { body: pieces(letter.subarray(0, 1), letter.subarray(1), '\n'), lines: ['ä'] },
};
for (const [sentence, { body, lines }] of Object.entries(cases)) {
  test(`lines of ${sentence}`, async () => assert.deepEqual(await read(body), lines));
}

test('a line without an end is given up before it fills the memory', async () => {
  const endless = pieces(...Array.from({ length: 20 }, () => Buffer.alloc(1024 * 1024, 'x')));
  await assert.rejects(read(endless), withCode('Unavailable'));
});

async function* broken(): AsyncGenerator<Buffer> {
  yield Buffer.from('whole\nhalf');
  throw new Error('cut off');
}

test('what is cut off by an error is not taken for a line', async () => {
  const lines: string[] = [];
  await assert.rejects(async () => {
    for await (const line of linesOf(broken())) lines.push(line);
  }, /cut off/);
  assert.deepEqual(lines, ['whole']);
});
