import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { markdown } from './markdown.ts';

const link = (url: string, words = url): string =>
  `<a class="" href="${url}" rel="noopener noreferrer nofollow">${words}</a>`;
const code = (text: string): string => `<code><bdi>${text}</bdi></code>`;
const pre = (text: string): string => `<pre tabindex="0"><code>${text}</code></pre>`;

const cases: Record<string, { text: string; shown: string }> = {
  'a paragraph': { text: 'Nothing runs yet.', shown: '<p>Nothing runs yet.</p>' },
  'a heading, and a line right below it': {
    text: '### shop\nThe preview is gone.',
    shown: '<h3>shop</h3><p>The preview is gone.</p>',
  },
  'blank lines part paragraphs, line ends stay': { text: 'a\nb\n\nc', shown: '<p>a<br />b</p><p>c</p>' },
  'markers are not seen': { text: '<!-- dungeonmaster:comment -->\n\nhello', shown: '<p>hello</p>' },
  'an address that is bold and a link': {
    text: '**[http://x.test/](http://x.test/)** shows commit abc.',
    shown: `<p><strong>${link('http://x.test/')}</strong> shows commit abc.</p>`,
  },
  'a bold sentence before code': {
    text: '**Commit abc failed: CrashLoopBackOff**: `it * [ends]`.',
    shown: `<p><strong>Commit abc failed: CrashLoopBackOff</strong>: ${code('it * [ends]')}.</p>`,
  },
  'an address in the text, without the full stop after it': {
    text: 'see http://x.test/a.',
    shown: `<p>see ${link('http://x.test/a')}.</p>`,
  },
  'a log after a line of text': {
    text: 'Its last lines:\n```text\nError: **x**\n<b>\n```\nend',
    shown: `<p>Its last lines:</p>${pre('Error: **x**\n&lt;b&gt;')}<p>end</p>`,
  },
  'a fence is closed by one as long': { text: '````\n```\nx\n````', shown: pre('```\nx') },
  'a fence that nobody closes goes on to the end': { text: '```\nx\n\ny', shown: pre('x\n\ny') },
  'HTML is text': { text: '<img src=x onerror=alert(1)>', shown: '<p>&lt;img src=x onerror=alert(1)&gt;</p>' },
  'a comment that ends and goes on is text': {
    text: '<!-- a --><script>x</script>',
    shown: '<p>&lt;!-- a --&gt;&lt;script&gt;x&lt;/script&gt;</p>',
  },
  'only addresses of the web are links': {
    text: '[a](javascript:alert(1)) [b](JAVASCRIPT:x) [c](data:text/html,x) [d](//x.test)',
    shown: '<p>[a](javascript:alert(1)) b c d</p>',
  },
  'an address cannot leave its attribute': {
    text: `[a](http://x.test/"onclick='x')`,
    shown: `<p>${link('http://x.test/%22onclick=&#39;x&#39;', 'a')}</p>`,
  },
  'the reading direction cannot be turned': { text: 'a \u202Egpj.exe', shown: '<p>a \uFFFDgpj.exe</p>' },
  'a backtick alone is a backtick': { text: 'a ` b ``c` d``', shown: `<p>a ${code(' b ``c')} d\`\`</p>` },
};
for (const [sentence, { text, shown }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(markdown(text).toString(), `<div class="markdown">${shown}</div>`));
}

const pieces = ['`', '` ``', '**', '[', '[](', 'http://', '<!--', '```\n', '# \n'];
test('the longest comment that GitHub takes ends, whatever it is made of', { timeout: 30_000 }, () => {
  for (const piece of pieces) markdown(piece.repeat(65_536 / piece.length));
});
