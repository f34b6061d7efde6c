import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { CodedError } from '#lib/coded-error.ts';
import { exitCodeOf, renderError, renderErrorJson } from './complain.ts';
import { plain } from './terminal/plain.testing.ts';

const error = (code: string, next?: string) =>
  new CodedError(code, 'nothing is called "x\u001b[31m"', { source: 'user', next });

test('an error says what happened and what to do next; hostile words are text', () => {
  assert.equal(
    renderError(error('NotFound', 'dm env list'), plain),
    'error: NotFound: nothing is called "x\\x1b[31m"\nnext: dm env list',
  );
});

test('what nobody expected says where it happened, and that it is our fault', () => {
  const text = renderError(new TypeError('oops'), plain);
  assert.match(text, /^error: Unexpected: oops\n {4}at .*\nnext: this is our fault/s);
});

test('for programs it has the shape of the server', () => {
  assert.deepEqual(JSON.parse(renderErrorJson(error('NotFound'))), {
    error: { code: 'NotFound', message: 'nothing is called "x\u001b[31m"' },
  });
});

test('what does not exist has an exit code of its own', () => {
  assert.equal(exitCodeOf(error('NotFound')), 3);
  assert.equal(exitCodeOf(error('NotRunning')), 1);
  assert.equal(exitCodeOf(new Error('x')), 1);
});

test('what people break off ends as Ctrl-C does', () => assert.equal(exitCodeOf(error('Interrupted')), 130));
