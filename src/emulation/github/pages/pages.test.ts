import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { commit, Play, sha } from '#emulation/github/github.testing.ts';
import { respondWithPage } from './respond.ts';
import { isPage } from './route.ts';

const bot = { login: 'dm[bot]', appId: 77 };
const preview = 'dungeonmaster/preview/shop';

/** What people did, on a repository with one commit on `main`. */
type Past = (play: Play) => void;

const opened: Past = (play) => {
  play.push('feature', commit('b', 'a'));
  play.open('feature');
};
const deployed =
  (digit: string, ...states: readonly ('in_progress' | 'success' | 'failure' | 'inactive')[]): Past =>
  (play) => {
    const where = { ref: digit, sha: sha(digit), task: 'preview-pr-1', environment: 'preview' };
    const rest = { payload: '', description: null, transient: true, production: false, creator: bot };
    play.act({ kind: 'createDeployment', repository: play.id, ...where, ...rest });
    const deployment = play.repository.deployments.at(-1)?.id ?? 0;
    for (const state of states) {
      const environmentUrl = state === 'success' ? 'http://shop-pr-1.localhost/' : '';
      const status = { state, environmentUrl, description: `it is ${state}`, creator: bot };
      play.act({ kind: 'createDeploymentStatus', repository: play.id, deployment, ...status });
    }
  };
const status =
  (state: 'success' | 'failure' | 'pending', description: string, targetUrl?: string): Past =>
  (play) => {
    const said = { context: preview, state, description, targetUrl, creator: bot };
    play.act({ kind: 'createStatus', repository: play.id, sha: sha('b'), ...said });
  };
const checked =
  (conclusion?: 'success' | 'failure'): Past =>
  (play) => {
    const output = { title: 'npm test', summary: '```\n<b>1 failed</b>\n```' };
    play.act({ kind: 'startCheck', repository: play.id, sha: sha('b'), name: 'test', conclusion, output });
  };
const commented =
  (body: string): Past =>
  (play) =>
    play.act({ kind: 'createComment', repository: play.id, number: 1, body, user: bot });

function playOf(past: readonly Past[]): Play {
  const play = new Play();
  play.push('main', commit('a'));
  for (const happen of past) happen(play);
  return play;
}

const ask = (play: Play, path: string, method = 'GET'): Response =>
  respondWithPage(play.state, method, new URL(path, 'http://github.test'));

/** The words that a person reads, with every run of white space as one space. */
const wordsOf = (page: string): string =>
  page
    .replace(/<style>[^]*<\/style>/, '')
    .replaceAll(/<svg[^>]*?(?:aria-label="([^"]*)")?>[^]*?<\/svg>/g, '($1) ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

const PULL = '/acme/shop/pull/1';
const COMMIT = `/acme/shop/commit/${sha('b')}`;

interface Case {
  readonly past: readonly Past[];
  readonly path?: string;
  readonly shows: readonly (string | RegExp)[];
  readonly hides?: readonly string[];
}

const cases: Record<string, Case> = {
  'an open pull request names its branches and commits': {
    past: [opened],
    shows: ['feature #1', '() Open', 'wants to merge 1 commit into main from feature', 'commit b', 'No checks yet'],
  },
  'a check that runs is pending': {
    past: [opened, checked()],
    shows: ['haven\u2019t completed yet', '1 pending', '(in progress) test'],
  },
  'one failure outweighs what passed, and comes first': {
    past: [opened, checked('success'), status('failure', 'CrashLoopBackOff: it ends')],
    shows: ['Some checks were not successful', '1 failing, 1 successful', /CrashLoopBackOff.*npm test/],
  },
  'of a status only the newest word counts': {
    past: [opened, checked('success'), status('pending', 'Updating...'), status('success', 'Updated!')],
    shows: ['All checks have passed', 'Updated!'],
    hides: ['Updating...'],
  },
  'a deployment tells its story, and can be viewed while it is active': {
    past: [opened, deployed('b', 'in_progress', 'success')],
    shows: ['dm bot deployed commit bbbbbbb to preview', 'it is in_progress', 'it is success', 'View deployment'],
  },
  'what is no longer active cannot be viewed': {
    past: [opened, deployed('b', 'success', 'inactive')],
    shows: ['() Inactive'],
    hides: ['View deployment'],
  },
  'beside the newest deployment that failed stands the one that is active': {
    past: [
      opened,
      deployed('b', 'success'),
      (play) => play.push('feature', commit('c', 'b')),
      deployed('c', 'failure'),
    ],
    shows: [/Environment preview \(\) Active commit bbbbbbb .*\(\) Failed commit ccccccc/],
  },
  'a push and a force-push are told': {
    past: [
      opened,
      (play) => play.push('feature', commit('c', 'b')),
      (play) => play.push('feature', commit('d', 'a'), true),
    ],
    shows: ['ana pushed 1 commit', 'force-pushed from ccccccc to ddddddd'],
  },
  'a merged one says as which commit': {
    past: [
      opened,
      (play) => {
        const merge = { number: 1, mergeSha: sha('e'), commits: [commit('e', 'a', 'b')], actor: 'ana' };
        play.act({ kind: 'mergePullRequest', repository: play.id, ...merge });
      },
    ],
    shows: ['() Merged', 'ana merged this as commit eeeeeee'],
  },
  'a closed one says so': {
    past: [opened, (play) => play.act({ kind: 'closePullRequest', repository: play.id, number: 1, actor: 'ana' })],
    shows: ['() Closed', 'This was closed'],
  },
  'the comment is Markdown without its markers': {
    past: [opened, commented('<!-- dungeonmaster:comment -->\n### shop\n\n**Commit b failed**: `why`.')],
    shows: ['dm bot commented', 'shop Commit b failed : why .'],
    hides: ['dungeonmaster:comment', '**'],
  },
  'a commit shows what its checks wrote, and every status it had': {
    past: [opened, checked('failure'), status('pending', 'Updating...'), status('success', 'Updated!')],
    path: COMMIT,
    shows: ['(failure) test npm test', '&lt;b&gt;1 failed&lt;/b&gt;', /oldest first.*Updating.*Updated!/, 'feature #1'],
  },
  'deployments are listed by environment': {
    past: [opened, deployed('b', 'success')],
    path: '/acme/shop/deployments',
    shows: ['preview 1', '() Active commit bbbbbbb to preview preview-pr-1'],
  },
  'of one environment only, when that is asked for': {
    past: [opened, deployed('b', 'success')],
    path: '/acme/shop/deployments?environment=%3Cstaging%3E',
    shows: ['of environment &lt;staging&gt;', 'Nothing was deployed yet'],
  },
  'the list has open ones before closed ones': {
    past: [opened],
    path: '/acme/shop/pulls',
    shows: [/Open 1 .*feature.*#1 opened.*Closed 0 There are none/],
  },
  'the first page lists the repositories with their open pull requests': {
    past: [opened],
    path: '/',
    shows: ['acme/shop 1 open pull request', '(Open) feature'],
  },
};

for (const [sentence, { past, path = PULL, shows, hides = [] }] of Object.entries(cases)) {
  test(sentence, async () => {
    const answer = ask(playOf(past), path);
    assert.equal(answer.status, 200);
    const words = wordsOf(await answer.text());
    for (const piece of shows) {
      const isThere = typeof piece === 'string' ? words.includes(piece) : piece.test(words);
      assert.ok(isThere, `${String(piece)} is not in: ${words}`);
    }
    for (const piece of hides) assert.ok(!words.includes(piece), `${piece} is in: ${words}`);
  });
}

const pending: Record<string, { past: readonly Past[]; path?: string; isPending: boolean }> = {
  'while a check runs': { past: [opened, checked()], isPending: true },
  'while nobody has said anything about an open one': { past: [opened], isPending: true },
  'while a deployment is under way': {
    past: [opened, checked('success'), deployed('b', 'in_progress')],
    isPending: true,
  },
  'not once all is said': { past: [opened, checked('success'), deployed('b', 'success')], isPending: false },
  'not where something failed for good': { past: [opened, checked('failure')], isPending: false },
  'a commit with a pending status': { past: [opened, status('pending', 'soon')], path: COMMIT, isPending: true },
  'a commit that nobody looks at': { past: [opened], path: COMMIT, isPending: false },
  'deployments under way': { past: [deployed('a', 'in_progress')], path: '/acme/shop/deployments', isPending: true },
  'deployments that are done': { past: [deployed('a', 'success')], path: '/acme/shop/deployments', isPending: false },
};
for (const [when, { past, path = PULL, isPending }] of Object.entries(pending)) {
  test(`a page loads itself again: ${when}`, async () => {
    const page = await ask(playOf(past), path).text();
    assert.equal(page.includes('http-equiv="refresh"'), isPending);
  });
}

const evil = '"><img src=x onerror=alert(1)><script>x</script>\u202E';
const hostile: readonly Past[] = [
  (play) => {
    play.push(`x'"><img>`, { ...commit('b', 'a'), message: evil, author: { name: evil, email: '' } });
    const pullRequest = { title: evil, body: `${evil} [a](javascript:alert(1))`, author: 'ana' };
    play.act({
      kind: 'openPullRequest',
      repository: play.id,
      ...pullRequest,
      head: { ref: `x'"><img>` },
      base: 'main',
    });
  },
  commented(`${evil}\n\`\`\`\n${evil}\n\`\`\``),
  status('success', evil, 'http://x.test/"onclick="y'),
  (play) => {
    const output = { title: evil, summary: evil, text: evil };
    const run = { name: evil, detailsUrl: 'javascript:alert(1)', output, conclusion: 'failure' } as const;
    play.act({ kind: 'startCheck', repository: play.id, sha: sha('b'), ...run });
  },
];
for (const path of ['/', '/acme/shop/pulls', PULL, COMMIT, '/acme/shop/deployments']) {
  test(`words from outside are text and nothing else: ${path.slice(0, 24)}`, async () => {
    const page = (await ask(playOf(hostile), path).text()).replace(/<style>[^]*<\/style>/, '');
    const tags = new Set(Array.from(page.matchAll(/<([a-z]\w*)/g), ([, tag]) => tag));
    for (const tag of ['img', 'script', 'iframe', 'form', 'style'])
      assert.ok(!tags.has(tag), `<${tag}> is in the page`);
    assert.doesNotMatch(page, /<[^>]*\son\w+=/);
    assert.doesNotMatch(page, /href="(?!\/|http:\/\/|#|data:,")/);
    assert.doesNotMatch(page, /\p{Bidi_Control}/u);
  });
}

const asked: Record<string, { path: string; method?: string; status: number }> = {
  'a pull request that is not there': { path: '/acme/shop/pull/99', status: 404 },
  'a repository that is not there': { path: '/acme/none/pulls', status: 404 },
  'a commit that is not there': { path: `/acme/shop/commit/${sha('9')}`, status: 404 },
  'a name of JavaScript': { path: '/acme/__proto__/pulls', status: 404 },
  'a private repository, since nobody is signed in': { path: '/acme/vault/pulls', status: 404 },
  'names in other letters, as on GitHub': { path: '/ACME/Shop/pull/1', status: 200 },
  'a slash at the end': { path: '/acme/shop/', status: 200 },
  'a look without the page': { path: PULL, method: 'HEAD', status: 200 },
  'a write': { path: PULL, method: 'POST', status: 405 },
  'a deletion': { path: '/', method: 'DELETE', status: 405 },
};
for (const [what, { path, method, status: wanted }] of Object.entries(asked)) {
  test(`${what} is answered with ${wanted}`, async () => {
    const play = playOf([opened]);
    play.act({ kind: 'createRepository', owner: 'acme', name: 'vault', private: true });
    assert.ok(isPage(path));
    const answer = ask(play, path, method);
    assert.equal(answer.status, wanted);
    if (method === 'HEAD') assert.equal(await answer.text(), '');
  });
}

test('the page of a check run is that of its commit', () => {
  const play = playOf([opened, checked('success')]);
  const id = play.repository.checkRuns[0]?.id ?? 0;
  const answer = ask(play, `/acme/shop/runs/${id}`);
  assert.deepEqual([answer.status, answer.headers.get('location')], [302, `${COMMIT}#run-${id}`]);
});

const noPages = ['/repos/acme/shop', '/repos/acme', '/app', '/app/installations', '/rate_limit', '/acme/shop/settings'];
for (const path of noPages) test(`${path} is no page`, () => assert.equal(isPage(path), false));

test('a page may run and load nothing', () => {
  const policy = ask(playOf([]), '/').headers.get('content-security-policy') ?? '';
  assert.match(policy, /^default-src 'none'; style-src 'sha256-[\w+/]+=*'; /);
  assert.doesNotMatch(policy, /unsafe|script|http/);
});
