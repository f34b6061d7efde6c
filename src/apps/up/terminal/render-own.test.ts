import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { OwnEvent } from '#apps/up/repositories/events.ts';
import { imageDigest } from '#model/ids.ts';
import type { Paint } from './paint.ts';
import { renderOwnEvent } from './render-own.ts';

const plain: Paint = (_, text) => text;
/** Shows styles as tags. */
const tagged: Paint = (style, text) => `<${style}>${text}</${style}>`;

type Of<Name> = Extract<OwnEvent, { readonly event: Name }>;
const sha = 'abcdef0123456789abcdef0123456789abcdef01';

const repository: Of<'repository'> = {
  event: 'repository',
  name: 'shop',
  path: '/home/ana/shop',
  application: 'boutique',
  base: 'main',
  url: 'http://localhost:4401/ana/shop/pulls',
  test: 'npm test',
  branches: ['cart', 'shoes'],
  hidden: 0,
  defaults: undefined,
};
const build: Of<'build'> = {
  event: 'build',
  digest: imageDigest.parse(`sha256:${'0'.repeat(64)}`),
  repository: 'ana/shop',
  sha,
  step: 'install',
  elapsedMs: 12_400,
};
const pullRequest: Of<'pullRequest'> = {
  event: 'pullRequest',
  repository: 'shop',
  number: 7,
  branch: 'cart',
  what: 'opened',
  sha,
  title: 'sell shoes',
};
const check: Of<'check'> = {
  event: 'check',
  repository: 'shop',
  name: 'unit',
  sha,
  state: 'success',
  title: 'npm test passed',
  lines: [],
};
const status: Of<'status'> = {
  event: 'status',
  repository: 'shop',
  context: 'dungeonmaster/preview',
  sha,
  state: 'success',
  description: 'it runs',
  url: 'http://boutique-pr-7.localhost:4400/',
};
const failed: Of<'check'> = { ...check, state: 'failure', title: 'npm test failed', lines: ['not ok 1', 'expected 1'] };

/** Without the indentation that all lines have. */
const linesOf = (event: OwnEvent): readonly string[] =>
  renderOwnEvent(event, plain)
    .split('\n')
    .map((line) => line.replace(/^ {2}/, '').trimEnd());

const cases: Record<string, { event: OwnEvent; lines: readonly string[] }> = {
  'a repository that is read': { event: { event: 'reading', path: '/shop' }, lines: ['           reading /shop'] },
  'a repository: where it is, how it runs, what is tested and shown': {
    event: repository,
    lines: [
      '',
      'shop /home/ana/shop',
      'github     http://localhost:4401/ana/shop/pulls',
      'runs as    application boutique; main is its stage',
      'tests      npm test',
      'branches   cart, shoes',
    ],
  },
  'a commit on the base': {
    event: { event: 'push', repository: 'shop', branch: 'main', sha, title: 'sell shoes' },
    lines: ['shop       main is at abcdef0: sell shoes'],
  },
  'a pull request': {
    event: pullRequest,
    lines: ['shop       pull request #7 opened: cart at abcdef0: sell shoes'],
  },
  'a step of a build': { event: build, lines: ['shop       abcdef0 installing its dependencies (12 s)'] },
  'a step that took no time': {
    event: { ...build, step: 'checkout', elapsedMs: 999 },
    lines: ['shop       abcdef0 checking out'],
  },
  'a build that failed': {
    event: { ...build, step: 'failed' },
    lines: ['shop       abcdef0 could not be built (12 s)'],
  },
  'a check of a pull request': {
    event: { ...check, pullRequest: 3 },
    lines: ['shop       #3 abcdef0 check unit success: npm test passed'],
  },
  'a check that begins': {
    event: { ...check, state: 'in_progress', title: '' },
    lines: ['shop       abcdef0 check unit is running'],
  },
  'a check that goes on': {
    event: { ...check, state: 'in_progress', title: 'for 20 s' },
    lines: ['shop       abcdef0 check unit is running: for 20 s'],
  },
  'a check that passes': { event: check, lines: ['shop       abcdef0 check unit success: npm test passed'] },
  'a check that fails, with its last lines': {
    event: failed,
    lines: [
      'shop       abcdef0 check unit failure: npm test failed',
      '           │ not ok 1',
      '           │ expected 1',
    ],
  },
  'what runs, and where': {
    event: status,
    lines: ['shop       abcdef0 dungeonmaster/preview: success: it runs http://boutique-pr-7.localhost:4400/'],
  },
  'what waits has no address': {
    event: { ...status, state: 'pending', description: 'ChecksPending' },
    lines: ['shop       abcdef0 dungeonmaster/preview: pending: ChecksPending'],
  },
};
for (const [what, { event, lines }] of Object.entries(cases)) {
  test(`told: ${what}`, () => assert.deepEqual(linesOf(event), lines));
}

const parts: Record<string, { event: OwnEvent; says: RegExp }> = {
  'how many branches are hidden, and how they are shown': {
    event: { ...repository, hidden: 189 },
    says: /cart, shoes; 189 older ones are not shown \(--branch NAME, --limit N\)$/m,
  },
  'that one branch is hidden': { event: { ...repository, hidden: 1 }, says: /; 1 older one is not shown/ },
  'that no branch is there yet': { event: { ...repository, branches: [] }, says: /branches +none yet$/m },
  'that commits run untested': {
    event: { ...repository, test: undefined },
    says: /tests +none: commits run untested$/m,
  },
  'the file that counts where there is none, and who writes it': {
    event: { ...repository, defaults: 'kind: Application\nspec: {}\n' },
    says: /no dungeonmaster\.yaml; .*dm init.*\n +│ kind: Application\n +│ spec: \{\}$/,
  },
};
for (const [what, { event, says }] of Object.entries(parts)) {
  test(`said: ${what}`, () => assert.match(renderOwnEvent(event, plain), says));
}

const styles: Record<string, { event: OwnEvent; says: RegExp }> = {
  'a check that passes is green': { event: check, says: /<green>check unit success/ },
  'a check that fails is red': { event: failed, says: /<red>check unit failure/ },
  'a check that runs is no event to look at': { event: { ...check, state: 'in_progress' }, says: /<dim>check unit is/ },
  'a build that failed is red': { event: { ...build, step: 'failed' }, says: /<red>abcdef0 could not be built/ },
  'what runs is green, its address bold': { event: status, says: /<green>dungeonm.*<\/green> <bold>http:/ },
  'what failed is red': { event: { ...status, state: 'failure' }, says: /<red>dungeonmaster\/preview: failure/ },
};
for (const [sentence, { event, says }] of Object.entries(styles)) {
  test(sentence, () => assert.match(renderOwnEvent(event, tagged), says));
}

const clear = '\u001b[2J\u009b31m';
const hostile: Record<string, { event: OwnEvent; says: RegExp }> = {
  'a title cannot move the cursor': { event: { ...pullRequest, title: clear }, says: /\\x1b\[2J\\x9b31m$/ },
  'nor the name of a branch turn the line': {
    event: { ...pullRequest, branch: 'a\u202eb' },
    says: /: a\\u\{202e\}b at/,
  },
  'nor what a test wrote, whose colours are left out': {
    event: { ...failed, lines: ['\u001b[31mred\u001b[0m\tline\u0007'] },
    says: /│ red {2}line\\x07$/,
  },
  'nor a file': { event: { ...repository, defaults: 'a: \u0007\nb\n' }, says: /│ a: \\x07\n.*│ b$/ },
};
for (const [sentence, { event, says }] of Object.entries(hostile)) {
  test(sentence, () => {
    const text = renderOwnEvent(event, plain);
    assert.match(text, says);
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
  });
}
