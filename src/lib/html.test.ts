import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { html, type Html } from './html.ts';

const bold = html`<b>${'a & b'}</b>`;
const cases: Record<string, { made: Html; text: string }> = {
  'text is escaped': { made: html`<p>${'<img onerror=x>'}</p>`, text: '<p>&lt;img onerror=x&gt;</p>' },
  'a value cannot leave its attribute': {
    made: html`<a title="${`" onclick='x'`}">`,
    text: '<a title="&quot; onclick=&#39;x&#39;">',
  },
  'a piece of HTML stays as it is': { made: html`<p>${bold}</p>`, text: '<p><b>a &amp; b</b></p>' },
  'lists are joined': { made: html`<p>${[bold, '<', 3]}</p>`, text: '<p><b>a &amp; b</b>&lt;3</p>' },
  'nothing is nothing': { made: html`<p>${undefined}${false}${''}</p>`, text: '<p></p>' },
  'a backslash in markup is one backslash': { made: html`a\\b${'\\'}`, text: 'a\\b\\' },
  'the reading direction cannot be turned': { made: html`${'a\u202Etxt.exe\u2066'}`, text: 'a\uFFFDtxt.exe\uFFFD' },
  'controls are shown, line ends stay': { made: html`${'\u001b[31m\n\t'}`, text: '\uFFFD[31m\n\t' },
  'other languages stay': { made: html`${'עברית 検査 👩‍🚀'}`, text: 'עברית 検査 👩‍🚀' },
};
for (const [sentence, { made, text }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(made.toString(), text));
}

test('an object that only looks like HTML is no HTML', () => {
  const forged = { toString: () => '<script>' } as unknown as Html;
  assert.throws(() => html`${forged}`);
});
