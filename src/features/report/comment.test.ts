import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { blog, shop } from '#model/samples.testing.ts';
import { blockOf, COMMENT_MARKER, withBlock } from './comment.ts';
import { answering, attempt, crashed, deleted, preview } from './worlds.testing.ts';

const blocks: Record<
  string,
  { given: Parameters<typeof preview>[0]; has: readonly string[]; hasNot?: readonly string[] }
> = {
  'nothing was accepted yet': { given: { revision: null }, has: ['### shop', 'Nothing runs yet.'] },
  'a commit is starting': { given: {}, has: ['Commit bbbbbbb is starting.'], hasNot: ['Nothing runs'] },
  'a commit answers': {
    given: { status: answering },
    has: ['**[http://shop-pr-12.localhost](http://shop-pr-12.localhost)** shows commit bbbbbbb.'],
    hasNot: ['starting', 'waits'],
  },
  'a push waits while the older commit answers': {
    given: { head: 'c', status: answering, waiting: { reason: 'ChecksPending', message: 'waiting for test' } },
    has: ['shows commit bbbbbbb.', 'Commit ccccccc waits: **ChecksPending**: waiting for test.'],
  },
  'a commit crashed while the older one answers': {
    given: { status: crashed },
    has: [
      'shows commit aaaaaaa.',
      '**Commit bbbbbbb failed: CrashLoopBackOff**: it ends.',
      'Its last lines:\n```text\nboom\n```',
    ],
  },
  'a commit failed without a word': {
    given: {
      status: { attempts: [attempt({ outcome: 'failed', reason: 'ProgressDeadlineExceeded', message: 'late' })] },
    },
    has: ['**Commit bbbbbbb failed: ProgressDeadlineExceeded**: late.'],
    hasNot: ['last lines', 'localhost'],
  },
  'a person deleted the environment': {
    given: {
      status: answering,
      metadata: deleted,
      waiting: { reason: 'DeletedOnRequest', message: 'deleted by ana; push a commit' },
    },
    has: ['The preview is gone: deleted by ana; push a commit.'],
    hasNot: ['localhost', 'waits'],
  },
  'the environment is gone': {
    given: { status: answering, metadata: deleted },
    has: ['The preview is gone.'],
    hasNot: ['localhost'],
  },
};

for (const [sentence, { given, has, hasNot = [] }] of Object.entries(blocks)) {
  test(sentence, () => {
    const block = blockOf(preview(given));
    for (const text of has) assert.ok(block.includes(text), `"${text}" is not in:\n${block}`);
    for (const text of hasNot) assert.ok(!block.includes(text), `"${text}" is in:\n${block}`);
  });
}

test('the first block begins the comment with its hidden marker', () =>
  assert.ok(withBlock(undefined, shop, 'hello').startsWith(`${COMMENT_MARKER}\n`)));

test('each application has its own block, and replaces only that', () => {
  const both = withBlock(withBlock(undefined, shop, 'shop 1'), blog, 'blog 1');
  const after = withBlock(both, shop, 'shop 2');
  assert.equal(after, both.replace('shop 1', 'shop 2'));
  assert.ok(after.includes('blog 1'));
});

test('a block that stands is replaced by itself: nothing changes', () => {
  const body = withBlock(withBlock(undefined, shop, 'shop'), blog, 'blog');
  assert.equal(withBlock(body, shop, 'shop'), body);
  assert.equal(withBlock(body, blog, 'blog'), body);
});

test('an application whose name begins like another one has a block of its own', () => {
  const body = withBlock(undefined, 'shop-api' as typeof shop, 'api');
  assert.ok(withBlock(body, shop, 'shop').includes('api'));
});

test('a block that lost its end to an edit is added anew', () => {
  const torn = withBlock(undefined, shop, 'old').replace('<!-- /dungeonmaster:application shop -->', '');
  assert.ok(withBlock(torn, shop, 'new').includes('new'));
});

/** What a process printed, or a file or check was called. */
const hostile: Record<string, string> = {
  'a mention': 'thanks @acme/everyone',
  'an issue': 'see #1 and acme/shop#2',
  HTML: '<img src=x onerror=alert(1)>',
  'a link': '[click](https://evil.example)',
  'an address': 'go to https://evil.example now',
  'an address without its scheme': 'go to www.evil.example now',
  emphasis: '**bold** _it_ ~~gone~~',
  'a table': 'a | b',
  'an entity': '&lt;b&gt;',
  'a formula': '$\\sqrt{x}$',
  backticks: 'a `b` c',
  'many backticks': '``````',
  'lines that look like Markdown': 'a\n# Title\n- item\n```\n<b>',
  'carriage returns': 'a\r\r# Title',
  'a shell command': 'zzz";echo${IFS}"hello";#',
  'a substitution': '$(id)',
  'a path': '../../x',
  'a mention of a team': '@org/all',
  'an image that runs a script': '<img onerror=alert(1) src=x>',
  'only dashes': '---',
};

/** Everything of a block that GitHub would read as Markdown: code spans and fences are taken out. */
const outsideCode = (block: string): string =>
  block.replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '').replaceAll(/`[^`\n]*`/g, '');

for (const [sentence, message] of Object.entries(hostile)) {
  test(`a message stays inert: ${sentence}`, () => {
    const waits = blockOf(preview({ revision: null, waiting: { reason: 'ChecksFailed', message } }));
    const failed = blockOf(
      preview({ status: { attempts: [attempt({ outcome: 'failed', reason: 'ImagePullBackOff', message })] } }),
    );
    for (const block of [waits, failed]) {
      const markdown = outsideCode(block).replaceAll(/^### shop$|\*\*(ChecksFailed|Commit b+ failed: \w+)\*\*/gm, '');
      assert.doesNotMatch(markdown, /[@#<>[\]*_~|&$\\`]|:\/\/|www\./, block);
      assert.equal(block.split('\n\n').length, 2, `more than one paragraph:\n${block}`);
    }
  });

  test(`a log stays inert: ${sentence}`, () => {
    const block = blockOf(
      preview({
        status: {
          attempts: [
            attempt({ outcome: 'failed', reason: 'CrashLoopBackOff', message: 'it ends', log: message.split('\n') }),
          ],
        },
      }),
    );
    const fence = /^(`{3,})text$/m.exec(block)?.[1] ?? assert.fail(`no fence:\n${block}`);
    const [, inside = '', after] = block.split(new RegExp(`^${fence}(?:text)?$`, 'm'));
    assert.ok(inside.includes(message), block);
    assert.equal(after, '', 'something follows the log');
  });
}

for (const marker of [
  '<!-- /dungeonmaster:application shop -->',
  '<!-- dungeonmaster:application blog -->',
  COMMENT_MARKER,
]) {
  test(`a process that prints ${marker} does not break the comment`, () => {
    const log = ['before', marker, 'after'];
    const attempts = [attempt({ outcome: 'failed', reason: 'CrashLoopBackOff', message: marker, log })];
    const block = blockOf(preview({ status: { attempts } }));
    const first = withBlock(withBlock(undefined, shop, block), blog, 'blog');
    assert.equal(withBlock(first, shop, block), first, 'it changes although nothing changed');
    assert.equal(withBlock(first, blog, 'blog'), first, 'the other block changes although nothing changed');
    assert.equal(withBlock(first, shop, 'quiet'), withBlock(withBlock(undefined, shop, 'quiet'), blog, 'blog'));
  });
}

test('a message without end leaves room for the rest of the comment', () => {
  const block = blockOf(preview({ revision: null, waiting: { reason: 'ChecksFailed', message: 'x'.repeat(5_000) } }));
  assert.ok(block.length < 600, `${block.length} characters`);
});
