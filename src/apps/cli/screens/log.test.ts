import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { LogView } from '#apps/server/views.ts';
import { podStyles, renderLog } from './log.ts';

const look = {
  paint: (style: string, text: string) => `<${style}>${text}</>`,
  styleOf: podStyles(),
  timestamps: false,
};
const plain = { ...look, paint: (_: string, text: string) => text };
const pod = 'shop-6d9f-x2k4p';
const line: LogView = { kind: 'line', pod, at: '2026-01-05T09:00:00.123Z', text: 'listens' };

const cases: Record<string, { view: LogView; text: string }> = {
  'a line has the short name of its pod': { view: line, text: 'x2k4p │ listens' },
  'a pod that is followed has its commit': {
    view: { kind: 'pod', pod, state: 'joined', commit: 'b'.repeat(40) },
    text: `x2k4p · pod ${pod}, commit bbbbbbb`,
  },
  'a pod that ends is told': { view: { kind: 'pod', pod, state: 'ended' }, text: `x2k4p · pod ${pod} has ended` },
  'lines that are missing are counted': { view: { kind: 'dropped', lines: 123 }, text: '… 123 lines were dropped' },
  'one as well': { view: { kind: 'dropped', lines: 1 }, text: '… 1 line was dropped' },
  'why there is nothing, and the next step': {
    view: { kind: 'nothing', reason: 'ChecksFailed', message: 'failed: test', next: 'mend it' },
    text: 'nothing to read: ChecksFailed: failed: test\nnext: mend it',
  },
  'the end of the environment': { view: { kind: 'gone', name: 'shop-pr-12' }, text: 'shop-pr-12 is gone' },
};
for (const [sentence, { view, text }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(renderLog(view, plain), text));
}

test('with timestamps the time comes first', () => {
  assert.equal(renderLog(line, { ...plain, timestamps: true }), '2026-01-05T09:00:00.123Z x2k4p │ listens');
});

const colourOf = (name: string) => /^<(\w+)>/.exec(renderLog({ ...line, pod: name }, look))?.[1];
test('every pod has a colour of its own, and keeps it', () => {
  const [first, second, again] = [colourOf('shop-a'), colourOf('shop-b'), colourOf('shop-a')];
  assert.notEqual(first, second);
  assert.equal(again, first);
});
