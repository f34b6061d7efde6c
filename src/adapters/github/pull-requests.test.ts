import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { refusal } from './canned.testing.ts';
import { gitHubOn, repository, sha, withNext } from './github.testing.ts';

const GET = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
const LIST = 'GET /repos/{owner}/{repo}/pulls';
const OF_COMMIT = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';

const answer = {
  number: 12,
  state: 'open',
  merged_at: null,
  title: 'Add a cart',
  user: { login: 'mona' },
  head: { sha, ref: 'cart', repo: { id: 7 } },
  base: { ref: 'main', repo: { id: 7 } },
  updated_at: '2026-11-23T10:00:00Z',
  something_new: true,
};
const pullRequest = {
  number: 12,
  state: 'open',
  merged: false,
  title: 'Add a cart',
  author: 'mona',
  head: sha,
  headBranch: 'cart',
  base: 'main',
  fork: false,
  updatedAt: '2026-11-23T10:00:00Z',
};

const cases: Record<string, { change: object; gives: object }> = {
  'an open pull request': { change: {}, gives: {} },
  'a merged one': {
    change: { state: 'closed', merged_at: '2026-11-23T11:00:00Z' },
    gives: { state: 'closed', merged: true },
  },
  'one from a fork': { change: { head: { ...answer.head, repo: { id: 8 } } }, gives: { fork: true } },
  'one from a fork that is gone': { change: { head: { ...answer.head, repo: null } }, gives: { fork: true } },
  'one of a deleted account': { change: { user: null }, gives: { author: 'ghost' } },
};
for (const [sentence, { change, gives }] of Object.entries(cases)) {
  test(`read: ${sentence}`, async () => {
    const { github, asked } = gitHubOn({ [GET]: { data: { ...answer, ...change } } });
    assert.deepEqual(await github.pullRequests.get(repository, 12), { ...pullRequest, ...gives });
    assert.deepEqual(asked, [{ route: GET, parameters: { owner: 'acme', repo: 'shop', pull_number: 12 } }]);
  });
}

test('a pull request of another repository that took the name proves nothing', async () => {
  const data = { ...answer, state: 'closed', base: { ref: 'main', repo: { id: 8 } } };
  const { github } = gitHubOn({ [GET]: { data }, [LIST]: { data: [data] } });
  await assert.rejects(github.pullRequests.get(repository, 12), { code: 'NotFound' });
  await assert.rejects(github.pullRequests.listOpen(repository), { code: 'NotFound' });
});

test('an answer that is not one names the route and the field, and not the value', async () => {
  const { github } = gitHubOn({ [GET]: { data: { ...answer, head: { ...answer.head, sha: 'secret' } } } });
  await assert.rejects(github.pullRequests.get(repository, 12), {
    code: 'Invalid',
    message: `${GET}: unexpected answer: head.sha: must be a full commit SHA`,
  });
});

test('all open pull requests are read, page by page, oldest first', async () => {
  const { github, asked } = gitHubOn({ [LIST]: [withNext([answer], 2), { data: [{ ...answer, number: 13 }] }] });
  const numbers = (await github.pullRequests.listOpen(repository)).map(({ number }) => number);
  assert.deepEqual(numbers, [12, 13]);
  const common = { owner: 'acme', repo: 'shop', state: 'open', sort: 'created', direction: 'asc', per_page: 100 };
  assert.deepEqual(
    asked.map(({ parameters }) => parameters),
    [
      { ...common, page: 1 },
      { ...common, page: 2 },
    ],
  );
});

test('a list that fails on its second page gives nothing, rather than half', async () => {
  const { github } = gitHubOn({ [LIST]: [withNext([answer], 2), refusal(502, 'Server Error')] });
  await assert.rejects(github.pullRequests.listOpen(repository), { code: 'Unavailable' });
});

test('a list without end is given up', async () => {
  const { github, asked } = gitHubOn({ [LIST]: withNext([], 2) });
  await assert.rejects(github.pullRequests.listOpen(repository), { code: 'Invalid', message: /more than 100 pages/ });
  assert.equal(asked.length, 100);
});

test('of a commit only the open pull requests of this repository count', async () => {
  const closed = { ...answer, number: 13, state: 'closed' };
  const elsewhere = { ...answer, number: 14, base: { ref: 'main', repo: { id: 8 } } };
  const { github } = gitHubOn({ [OF_COMMIT]: { data: [answer, closed, elsewhere] } });
  const found = await github.pullRequests.ofCommit(repository, sha);
  assert.deepEqual(
    found.map(({ number }) => number),
    [12],
  );
});
