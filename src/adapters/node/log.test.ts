import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { LogFields } from '#ports/log.ts';
import { jsonLog, serverLog } from './log.ts';

const lines: Record<string, { fields: LogFields | undefined; line: object }> = {
  'no fields': { fields: undefined, line: {} },
  'fields of which none is known': { fields: { code: undefined }, line: {} },
  'fields of every kind': {
    fields: { code: 'Late', ms: 12, last: true, gone: undefined },
    line: { code: 'Late', ms: 12, last: true },
  },
  'text that would end a line or an object': { fields: { message: 'a"}\n{"b' }, line: { message: 'a"}\n{"b' } },
};
for (const [sentence, { fields, line }] of Object.entries(lines)) {
  test(`a line is one JSON object: ${sentence}`, () => {
    const written: string[] = [];
    jsonLog(
      (text) => written.push(text),
      () => '2026-11-27T10:00:00.000Z',
    ).warn('delivery-late', fields);
    const [only = ''] = written;
    assert.deepEqual(JSON.parse(only), {
      at: '2026-11-27T10:00:00.000Z',
      level: 'warn',
      event: 'delivery-late',
      ...line,
    });
    assert.equal(only.indexOf('\n'), only.length - 1);
  });
}

/** A log whose timer is run by hand. */
function logUnderTest() {
  const written: string[] = [];
  const due: (() => void)[] = [];
  const after = (_ms: number, task: () => void) => (due.push(task), () => undefined);
  const write = (text: string) => written.push(text);
  return { written, due, ...serverLog({ write, clock: { now: () => 0 }, timers: { after } }) };
}

test('lines that come close together are written together, in order', () => {
  const { written, due, log } = logUnderTest();
  log.info('first');
  log.error('second');
  assert.deepEqual(written, []);
  for (const task of due.splice(0)) task();
  assert.match(written.join('|'), /^[^|]*first[^|]*\n[^|]*second[^|]*\n$/);
  log.info('third');
  assert.equal(due.length, 1);
});

test('what is left is written once when the process exits', () => {
  const { written, due, log, flush } = logUnderTest();
  log.info('last');
  flush();
  for (const task of due) task();
  assert.equal(written.length, 1);
});
