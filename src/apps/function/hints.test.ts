import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { hintsOf } from './hints.ts';

const repository = { id: 7, full_name: 'acme/shop' };
const ref = { id: 7, fullName: 'acme/shop' };
const sha = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821';
const pullRequestHere = { number: 2, head: { sha }, base: { ref: 'main', repo: { id: 7 } } };
const expected = { head: sha, base: 'main' };
const pullRequestElsewhere = { number: 3, base: { repo: { id: 8 } } };

const hinting: Record<string, { event: string; payload: object; hints: object[] }> = {
  'an opened pull request hints at itself': {
    event: 'pull_request',
    payload: { action: 'opened', number: 12, repository },
    hints: [{ kind: 'pullRequest', repository: ref, number: 12 }],
  },
  'an open pull request hints at what GitHub will say of it': {
    event: 'pull_request',
    payload: {
      action: 'synchronize',
      number: 12,
      pull_request: { state: 'open', head: { sha }, base: { ref: 'main' } },
      repository,
    },
    hints: [{ kind: 'pullRequest', repository: ref, number: 12, expected: { head: sha, base: 'main' } }],
  },
  'of a closed pull request nothing is read but that it is closed': {
    event: 'pull_request',
    payload: {
      action: 'closed',
      number: 12,
      pull_request: { state: 'closed', head: { sha }, base: { ref: 'main' } },
      repository,
    },
    hints: [{ kind: 'pullRequest', repository: ref, number: 12 }],
  },
  'a base that would leave its path is not expected': {
    event: 'pull_request',
    payload: {
      action: 'opened',
      number: 12,
      pull_request: { state: 'open', head: { sha }, base: { ref: 'main/../..' } },
      repository,
    },
    hints: [{ kind: 'pullRequest', repository: ref, number: 12 }],
  },
  'a head that cannot be one is not expected': {
    event: 'pull_request',
    payload: {
      action: 'opened',
      number: 12,
      pull_request: { state: 'open', head: { sha: '../..' }, base: { ref: 'main' } },
      repository,
    },
    hints: [{ kind: 'pullRequest', repository: ref, number: 12 }],
  },
  'a label may change which pull requests are delivered': {
    event: 'pull_request',
    payload: { action: 'labeled', number: 12, repository },
    hints: [{ kind: 'pullRequest', repository: ref, number: 12 }],
  },
  'a push hints at its branch, slashes and all': {
    event: 'push',
    payload: { ref: 'refs/heads/feature/cart', deleted: false, repository },
    hints: [{ kind: 'branch', repository: ref, branch: 'feature/cart' }],
  },
  'a check run hints at its commit, its pull requests here and its branch': {
    event: 'check_run',
    payload: {
      action: 'completed',
      check_run: {
        head_sha: sha,
        check_suite: { head_branch: 'cart' },
        pull_requests: [pullRequestHere, pullRequestElsewhere],
      },
      repository,
    },
    hints: [
      { kind: 'commit', repository: ref, sha, named: [2] },
      { kind: 'pullRequest', repository: ref, number: 2, expected },
      { kind: 'branch', repository: ref, branch: 'cart' },
    ],
  },
  'a check run of a fork names neither pull request nor branch': {
    event: 'check_run',
    payload: { action: 'completed', check_run: { head_sha: sha, check_suite: { head_branch: null } }, repository },
    hints: [{ kind: 'commit', repository: ref, sha, named: [] }],
  },
  'a check suite hints at what its runs hint at': {
    event: 'check_suite',
    payload: {
      action: 'completed',
      check_suite: { head_sha: sha, head_branch: 'cart', pull_requests: [pullRequestHere] },
      repository,
    },
    hints: [
      { kind: 'commit', repository: ref, sha, named: [2] },
      { kind: 'pullRequest', repository: ref, number: 2, expected },
      { kind: 'branch', repository: ref, branch: 'cart' },
    ],
  },
  'a commit status hints at its commit and at each branch once': {
    event: 'status',
    payload: { sha, context: 'ci/build', branches: [{ name: 'main' }, { name: 'main' }], repository },
    hints: [
      { kind: 'commit', repository: ref, sha, named: [] },
      { kind: 'branch', repository: ref, branch: 'main' },
    ],
  },
};
for (const [sentence, { event, payload, hints }] of Object.entries(hinting)) {
  test(sentence, () => assert.deepEqual(hintsOf(event, payload), { kind: 'hints', hints }));
}

const ignored: Record<string, [event: string, payload: object]> = {
  'a ping': ['ping', { zen: 'Design for failure.' }],
  'an event that does not concern us': ['star', { action: 'created' }],
  'an event that does not exist': ['constructor', {}],
  'what we report ourselves as a deployment': ['deployment_status', { action: 'created' }],
  'a comment': ['issue_comment', { action: 'created' }],
  'an action that does not exist': ['pull_request', { action: 'frobnicated', number: 1, repository }],
  'an assignment': ['pull_request', { action: 'assigned', number: 1, repository }],
  'a pushed tag': ['push', { ref: 'refs/tags/v1', deleted: false, repository }],
  'a deleted branch': ['push', { ref: 'refs/heads/cart', deleted: true, repository }],
  'our own commit status': ['status', { sha, context: 'dungeonmaster/preview/shop', branches: [], repository }],
};
for (const [sentence, [event, payload]] of Object.entries(ignored)) {
  test(`ignored: ${sentence}`, () => assert.equal(hintsOf(event, payload).kind, 'ignored'));
}

const malformed: Record<string, { event: string; payload: object; names: string }> = {
  'no repository': { event: 'pull_request', payload: { action: 'opened', number: 1 }, names: 'repository' },
  'no action': { event: 'pull_request', payload: { number: 1, repository }, names: 'action' },
  'a number as text': {
    event: 'pull_request',
    payload: { action: 'opened', number: '1', repository },
    names: 'number',
  },
  'a number of a pull request that cannot be': {
    event: 'pull_request',
    payload: { action: 'opened', number: -1, repository },
    names: 'number',
  },
  'an id beyond exact numbers': {
    event: 'pull_request',
    payload: { action: 'opened', number: 1, repository: { id: 2 ** 53, full_name: 'acme/shop' } },
    names: 'repository.id',
  },
  'a name that would leave its path': {
    event: 'pull_request',
    payload: { action: 'opened', number: 1, repository: { id: 7, full_name: 'acme/shop/../other' } },
    names: 'repository.full_name',
  },
  'a short SHA': { event: 'status', payload: { sha: 'ec26c3e', context: 'ci', repository }, names: 'sha' },
  'a check run that is null': {
    event: 'check_run',
    payload: { action: 'created', check_run: null, repository },
    names: 'check_run',
  },
};
for (const [sentence, { event, payload, names }] of Object.entries(malformed)) {
  test(`malformed: ${sentence}`, () => {
    const hints = hintsOf(event, payload);
    assert.equal(hints.kind, 'malformed');
    assert.ok(
      hints.kind === 'malformed' && hints.reason.startsWith(`event ${event}: ${names}: `),
      JSON.stringify(hints),
    );
  });
}

test('a "__proto__" in a payload is data, and changes no object', () => {
  const payload: unknown = JSON.parse(
    '{"__proto__": {"polluted": 1, "action": "opened", "number": 1}, "repository": {}}',
  );
  assert.ok(typeof payload === 'object' && payload !== null);
  assert.equal(hintsOf('pull_request', payload).kind, 'malformed');
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});
