import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Identity } from '#emulation/github/identity.ts';
import { JudgedGitHub, type Asked } from './exchanges.ts';
import { createJudge } from './judge.ts';

const judge = createJudge();
const sha = 'a'.repeat(40);
const commit = {
  sha,
  tree: 'b'.repeat(40),
  parents: [],
  message: 'first',
  author: { name: 'Ana', email: 'ana@example.com' },
  date: Date.UTC(2026, 0, 5),
};
const ana: Identity = { kind: 'user', login: 'ana' };
const nobody: Identity = { kind: 'anonymous' };

/** A public repository `shop` with one commit and one pull request, a private `vault`, an archived `attic`. */
function setUp(): { github: JudgedGitHub; bot: Identity; app: Identity } {
  const github = new JudgedGitHub(judge, () => ({ file: { sha, path: 'missing', text: undefined } }));
  github.command({ kind: 'createUser', login: 'acme', type: 'Organization' });
  github.command({ kind: 'createUser', login: 'ana' });
  github.command({ kind: 'createUser', login: 'bob' });
  const permissions = { statuses: 'write', deployments: 'write', contents: 'read', pull_requests: 'write' } as const;
  const app = { slug: 'dungeon-master', owner: 'acme', publicKey: '', permissions, events: [], webhook: null };
  github.command({ kind: 'createApp', id: 77, ...app });
  github.command({ kind: 'createRepository', owner: 'acme', name: 'shop', collaborators: ['ana'] });
  github.command({ kind: 'createRepository', owner: 'acme', name: 'vault', private: true });
  github.command({ kind: 'createRepository', owner: 'acme', name: 'attic', collaborators: ['ana'] });
  const [first = 0, , third = 0] = github.state.repositories.map(({ id }) => id);
  for (const repository of [first, third]) {
    github.command({ kind: 'push', repository, ref: 'main', sha, commits: [commit], actor: 'ana' });
    github.command({ kind: 'push', repository, ref: 'cart', sha, commits: [commit], actor: 'ana' });
  }
  const pull = { title: 'Cart', head: { ref: 'cart' }, base: 'main', author: 'ana' };
  github.command({ kind: 'openPullRequest', repository: first, ...pull });
  github.command({ kind: 'archiveRepository', repository: third });
  github.command({ kind: 'installApp', app: 77, account: 'acme', repositories: [first, third] });
  const installationId = github.state.installations[0]?.id ?? 0;
  return { github, bot: { kind: 'installation', installationId }, app: { kind: 'app', appId: 77 } };
}

const shop = '/repos/acme/shop';
const status = { state: 'success', context: 'ci' };

/** `bot` stands for the installation that the set-up makes, `app` for the App's own token. */
const cases: Record<string, { call: string; as: Identity | 'bot' | 'app'; body?: unknown; answer: [number, RegExp] }> =
  {
    'a repository that is not there': { call: 'GET /repos/acme/none', as: 'bot', answer: [404, /Not Found/] },
    'a private repository, to a stranger': { call: 'GET /repos/acme/vault', as: nobody, answer: [404, /Not Found/] },
    'a repository that the App is not installed on': {
      call: 'GET /repos/acme/vault',
      as: 'bot',
      answer: [404, /Not Found/],
    },
    'a name that every object has': {
      call: `GET ${shop}/branches/constructor`,
      as: 'bot',
      answer: [404, /Branch not found/],
    },
    'a pull request that is not there': { call: `GET ${shop}/pulls/99`, as: 'bot', answer: [404, /Not Found/] },
    'a pull request that is no number': { call: `GET ${shop}/pulls/one`, as: 'bot', answer: [404, /Not Found/] },
    'a commit that is not there': {
      call: `GET ${shop}/commits/dead`,
      as: 'bot',
      answer: [422, /No commit found for SHA: dead/],
    },
    'a file that is not there': { call: `GET ${shop}/contents/missing`, as: 'bot', answer: [404, /Not Found/] },
    'a write without signing in': {
      call: `POST ${shop}/statuses/${sha}`,
      as: nobody,
      body: status,
      answer: [401, /Requires authentication/],
    },
    'a write by somebody who may not push': {
      call: `POST ${shop}/statuses/${sha}`,
      as: { kind: 'user', login: 'bob' },
      body: status,
      answer: [404, /Not Found/],
    },
    'a permission that the App lacks': {
      call: `GET ${shop}/commits/${sha}/check-runs`,
      as: 'bot',
      answer: [403, /Resource not accessible by integration/],
    },
    'a write to an archived repository': {
      call: `POST /repos/acme/attic/statuses/${sha}`,
      as: 'bot',
      body: status,
      answer: [403, /Repository was archived so is read-only/],
    },
    'an installation that is not there': {
      call: 'POST /app/installations/5/access_tokens',
      as: 'app',
      answer: [404, /Not Found/],
    },
    'an App token where a web token is needed': { call: 'GET /app', as: 'bot', answer: [401, /JSON web token/] },
    'a description of 141 characters': {
      call: `POST ${shop}/statuses/${sha}`,
      as: 'bot',
      body: { ...status, description: 'x'.repeat(141) },
      answer: [422, /Validation Failed.*description is too long \(maximum is 140 characters\)/],
    },
    'a target that is not of the web': {
      call: `POST ${shop}/statuses/${sha}`,
      as: 'bot',
      body: { ...status, target_url: 'ftp://x' },
      answer: [422, /target_url must use http\(s\) scheme/],
    },
    'a state that does not exist': {
      call: `POST ${shop}/statuses/${sha}`,
      as: 'bot',
      body: { state: 'green' },
      answer: [422, /properties\/state/],
    },
    'a deployment without a ref': {
      call: `POST ${shop}/deployments`,
      as: 'bot',
      body: {},
      answer: [422, /\\"ref\\" wasn't supplied/],
    },
    'a deployment of a ref that is not there': {
      call: `POST ${shop}/deployments`,
      as: 'bot',
      body: { ref: 'none' },
      answer: [422, /No ref found for: none/],
    },
    'a deployment whose named checks did not pass': {
      call: `POST ${shop}/deployments`,
      as: 'bot',
      body: { ref: 'main', required_contexts: ['ci'] },
      answer: [409, /Commit status checks failed for main/],
    },
    'a pull request that is already open': {
      call: `POST ${shop}/pulls`,
      as: 'bot',
      body: { title: 'Again', head: 'cart', base: 'main' },
      answer: [422, /A pull request already exists for acme:cart/],
    },
    'a comment of 65,537 characters': {
      call: `POST ${shop}/issues/1/comments`,
      as: 'bot',
      body: { body: 'x'.repeat(65_537) },
      answer: [422, /body is too long/],
    },
    'an empty comment': {
      call: `POST ${shop}/issues/1/comments`,
      as: ana,
      body: { body: ' ' },
      answer: [422, /missing_field/],
    },
  };

for (const [sentence, { call, as, body, answer }] of Object.entries(cases)) {
  test(`it refuses ${sentence} with GitHub's own answer`, () => {
    const { github, bot, app } = setUp();
    const identity = { bot, app };
    const asked: Asked = { as: typeof as === 'string' ? identity[as] : as, ...(body !== undefined && { body }) };
    const found = github.ask(call, asked);
    assert.equal(found.status, answer[0], JSON.stringify(found.body));
    assert.match(JSON.stringify(found.body), answer[1]);
    const faults = github.violations.filter(({ where }) => where === 'answer');
    assert.deepEqual(faults, [], 'the refusal itself must be as GitHub describes it');
  });
}

test('the header of a refusal names the permission that would have been enough', () => {
  const { github, bot } = setUp();
  const { headers } = github.ask(`GET ${shop}/commits/${sha}/check-runs`, { as: bot });
  assert.equal(headers['x-accepted-github-permissions'], 'checks=read');
});

test('an expired token is refused, and so is a suspended installation', () => {
  const { github } = setUp();
  const installationId = github.state.installations[0]?.id ?? 0;
  const expired = { kind: 'installation', installationId, expiresAt: github.now } as const;
  assert.equal(github.ask(`GET ${shop}`, { as: expired }).status, 401);
  github.command({ kind: 'suspendInstallation', installation: installationId });
  assert.equal(github.ask(`GET ${shop}`, { as: { kind: 'installation', installationId } }).status, 403);
});

test('the thousand-and-first status of a context is refused', () => {
  const { github, bot } = setUp();
  const repository = github.state.repositories[0]?.id ?? 0;
  const creator = { login: 'ana', appId: null };
  for (let count = 0; count < 1000; count += 1) {
    github.command({ kind: 'createStatus', repository, sha, context: 'ci', state: 'pending', creator });
  }
  assert.equal(github.ask(`POST ${shop}/statuses/${sha}`, { as: bot, body: status }).status, 422);
  assert.equal(github.ask(`POST ${shop}/statuses/${sha}`, { as: bot, body: { state: 'success' } }).status, 201);
});

test('an active deployment is deleted only when it is the only one', () => {
  const { github, bot } = setUp();
  const make = () => github.ask(`POST ${shop}/deployments`, { as: bot, body: { ref: sha } });
  make();
  make();
  const [first, second] = github.state.repositories[0]?.deployments ?? [];
  const set = (state: string) =>
    github.ask(`POST ${shop}/deployments/${first?.id}/statuses`, { as: bot, body: { state } });
  const remove = (id = 0) => github.ask(`DELETE ${shop}/deployments/${id}`, { as: bot }).status;
  set('success');
  assert.equal(remove(first?.id), 422);
  assert.equal(remove(second?.id), 204);
  assert.equal(remove(first?.id), 204);
  assert.deepEqual(github.violations, []);
});

test('a pull request whose fork was deleted has no head repository', () => {
  const { github, bot } = setUp();
  const repository = github.state.repositories[0]?.id ?? 0;
  github.command({ kind: 'createRepository', owner: 'bob', name: 'shop', forkOf: repository });
  const fork = github.state.repositories.at(-1)?.id ?? 0;
  const pull = { title: 'Fork', head: { ref: 'main', repository: fork }, base: 'main', author: 'bob' };
  github.command({ kind: 'openPullRequest', repository, ...pull });
  github.command({ kind: 'deleteRepository', repository: fork });
  const { body } = github.ask(`GET ${shop}/pulls/2`, { as: bot });
  assert.match(JSON.stringify(body), /"repo":null/);
  github.ask(`GET ${shop}/pulls`, { as: bot });
  assert.deepEqual(github.violations, []);
});
