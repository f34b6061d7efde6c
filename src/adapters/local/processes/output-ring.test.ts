import { strict as assert } from 'node:assert';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { OutputRing } from './output-ring.ts';

const cases: Record<string, { chunks: readonly (string | Buffer)[]; tail: readonly string[] }> = {
  'lines come as they were written': { chunks: ['a\nb\n', 'c\n'], tail: ['a', 'b', 'c'] },
  'a line in two chunks is one line': { chunks: ['hel', 'lo\n'], tail: ['hello'] },
  'a line that is not ended yet is there': { chunks: ['a\nhalf'], tail: ['a', 'half'] },
  'a character in two chunks is one character': {
    chunks: [Buffer.from([0xe2, 0x82]), Buffer.from([0xac, 0x0a])],
    tail: ['€'],
  },
  'a carriage return is no part of a line': { chunks: ['a\r\nb\r\n'], tail: ['a', 'b'] },
  'empty lines count': { chunks: ['a\n\nb\n'], tail: ['a', '', 'b'] },
  'a line is cut at 2,000 characters, however it comes': {
    chunks: ['x'.repeat(1500), 'x'.repeat(1500), '\nend\n'],
    tail: ['x'.repeat(2000), 'end'],
  },
};

for (const [sentence, { chunks, tail }] of Object.entries(cases)) {
  test(sentence, () => assert.deepEqual(tailAfter(chunks), tail));
}

test('the last 200 lines are kept', () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `line ${index}`);
  assert.deepEqual(tailAfter([`${lines.join('\n')}\n`]), lines.slice(-200));
  assert.deepEqual(tailAfter(lines.map((line) => `${line}\n`)), lines.slice(-200));
});

function tailAfter(chunks: readonly (string | Buffer)[]): readonly string[] {
  const stream = new PassThrough();
  const ring = new OutputRing('/cache/images/abc');
  ring.follow(stream);
  for (const chunk of chunks) stream.emit('data', Buffer.from(chunk));
  return ring.tail(1000);
}

test('the checkout that it runs in is shown as a dot', async () => {
  const ring = new OutputRing('/cache/images/abc');
  const stream = new PassThrough();
  ring.follow(stream);
  stream.write("Error: ENOENT, open '/cache/images/abc/region.json'\n    at file:///cache/images/abc/server.js:7\n");
  assert.deepEqual(ring.tail(2), ["Error: ENOENT, open './region.json'", '    at file://./server.js:7']);
});

/** What a listener hears that comes after the first chunks. */
function heardAfter(chunks: readonly string[], later: readonly string[]): readonly string[] {
  const stream = new PassThrough();
  const ring = new OutputRing('/cache/images/abc');
  const heard: string[] = [];
  ring.follow(stream);
  for (const chunk of chunks) stream.emit('data', Buffer.from(chunk));
  ring.onLine((line) => heard.push(line));
  for (const chunk of later) stream.emit('data', Buffer.from(chunk));
  ring.finish();
  return heard;
}

const heards: Record<string, { before?: readonly string[]; later: readonly string[]; heard: readonly string[] }> = {
  'a listener hears what is kept and what comes': { before: ['a\n'], later: ['b\n'], heard: ['a', 'b'] },
  'a line is heard once it is ended': { before: ['a\nhal'], later: ['f\n'], heard: ['a', 'half'] },
  'the end ends the last line': { later: ['a\nlast words'], heard: ['a', 'last words'] },
  'a listener does not hear where the checkout is': { later: ['/cache/images/abc/x\n'], heard: ['./x'] },
};
for (const [sentence, { before = [], later, heard }] of Object.entries(heards)) {
  test(sentence, () => assert.deepEqual(heardAfter(before, later), heard));
}

test('a listener hears more than is kept', () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `line ${index}`);
  assert.deepEqual(heardAfter([], [`${lines.join('\n')}\n`]), lines);
});

test('who has stopped listening hears nothing', () => {
  const stream = new PassThrough();
  const ring = new OutputRing('/cache/images/abc');
  const heard: string[] = [];
  ring.follow(stream);
  ring.onLine((line) => heard.push(line))();
  stream.emit('data', Buffer.from('a\n'));
  assert.deepEqual(heard, []);
});
