import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { formatFor, render, type Format } from './page.ts';
import type { Refusal } from './refusals.ts';

const accepts: Record<string, Format> = {
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8': 'text/html',
  'application/json': 'application/json',
  'application/json;q=0.2, text/html;q=0.9': 'text/html',
  'TEXT/HTML': 'text/html',
  'text/html;q=0, application/json': 'application/json',
  'text/html;q=nonsense': 'text/plain',
  '*/*': 'text/plain',
  'image/png': 'text/plain',
  '': 'text/plain',
};
for (const [accept, format] of Object.entries(accepts)) {
  test(`"${accept}" is answered as ${format}`, () => assert.equal(formatFor(accept), format));
}
test('no wish is answered as plain text', () => assert.equal(formatFor(undefined), 'text/plain'));

const hostile: Refusal = {
  status: 503,
  title: 'a <b>"title"</b>',
  facts: [{ reason: 'Bad', message: `</p><script>'x'</script>&\nStatus: forged` }],
};

test('in HTML everything that came from outside is text', () => {
  const page = render(hostile, 'text/html');
  assert.doesNotMatch(page, /<script|<b>"/);
  assert.match(page, /&lt;script&gt;&#39;x&#39;&lt;\/script&gt;&amp;/);
});
test('in plain text a fact is one line', () => {
  assert.deepEqual(render(hostile, 'text/plain').split('\n').slice(1), [
    `Bad: </p><script>'x'</script>& Status: forged`,
    '',
  ]);
});
test('JSON has the same facts', () => {
  assert.deepEqual(JSON.parse(render(hostile, 'application/json')), hostile);
});
test('only a page that may change looks again', () => {
  assert.doesNotMatch(render(hostile, 'text/html'), /refresh/);
  assert.match(render({ ...hostile, retryAfterSeconds: 2 }, 'text/html'), /http-equiv="refresh" content="2"/);
});
