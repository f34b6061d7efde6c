import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { CodedError, messageOf } from './coded-error.ts';

test('an error carries its code, whose fault it is, what to do next, and its cause', () => {
  const cause = new Error('the socket closed');
  const error = new CodedError('Broken', 'it broke', { source: 'user', next: 'mend it', cause });
  const { code, source, next, message } = error;
  assert.deepEqual(
    { code, source, next, message },
    { code: 'Broken', source: 'user', next: 'mend it', message: 'it broke' },
  );
  assert.equal(error.cause, cause);
});

test('an error without a cause has none', () =>
  assert.equal('cause' in new CodedError('Broken', 'it broke', { source: 'system' }), false));

const thrown: Record<string, { value: unknown; message: string }> = {
  'of an error its message': { value: new Error('it broke'), message: 'it broke' },
  'of a text the text': { value: 'it broke', message: 'it broke' },
  'of nothing a word': { value: undefined, message: 'undefined' },
};

for (const [sentence, { value, message }] of Object.entries(thrown)) {
  test(`what was thrown is told: ${sentence}`, () => assert.equal(messageOf(value), message));
}
