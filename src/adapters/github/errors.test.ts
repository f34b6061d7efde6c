import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { GitHubErrorCode } from '#ports/github/errors.ts';
import { refusal } from './canned.testing.ts';
import { toGitHubError } from './errors.ts';

const ROUTE = 'GET /repos/{owner}/{repo}';
const NOW = 1_000_000;
const token = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';

const cases: Record<string, { thrown: unknown; code: GitHubErrorCode; retryAfterMs?: number; says?: RegExp }> = {
  'a 404 is not found': { thrown: refusal(404, 'Not Found'), code: 'NotFound', says: /404: Not Found/ },
  'issues that are switched off are not found': { thrown: refusal(410, 'Issues are disabled'), code: 'NotFound' },
  'bad credentials are forbidden': { thrown: refusal(401, 'Bad credentials'), code: 'Forbidden' },
  'a missing permission is forbidden': {
    thrown: refusal(403, 'Resource not accessible by integration', { 'x-ratelimit-remaining': '4999' }),
    code: 'Forbidden',
  },
  'an archived repository is archived': {
    thrown: refusal(403, 'Repository was archived so is read-only.'),
    code: 'Archived',
  },
  'what GitHub refuses is invalid, in its own words': {
    thrown: refusal(422, 'No commit found for SHA: 123'),
    code: 'Invalid',
    says: /No commit found/,
  },
  'a conflict is invalid': { thrown: refusal(409, 'Git Repository is empty.'), code: 'Invalid' },
  'an error of GitHub is no answer': { thrown: refusal(502, 'Server Error'), code: 'Unavailable' },
  'an error page is no answer': { thrown: refusal(503, '<html>unicorn</html>'), code: 'Unavailable' },
  'a network error is no answer': {
    thrown: new Error('connect ECONNREFUSED'),
    code: 'Unavailable',
    says: /ECONNREFUSED/,
  },
  'an error that octokit calls 500 without a response is no answer': {
    thrown: Object.assign(new Error('The operation was aborted due to timeout'), { status: 500 }),
    code: 'Unavailable',
    says: /timeout/,
  },
  'something that is no error is no answer': { thrown: undefined, code: 'Unavailable' },
  'a secondary limit says when to come back': {
    thrown: refusal(403, 'You have exceeded a secondary rate limit', { 'retry-after': '90' }),
    code: 'RateLimited',
    retryAfterMs: 90_000,
  },
  'a secondary limit that says nothing is a minute': {
    thrown: refusal(403, 'You have exceeded a secondary rate limit. Please wait a few minutes'),
    code: 'RateLimited',
    retryAfterMs: 60_000,
  },
  'an exhausted hour is over at its reset': {
    thrown: refusal(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1600' }),
    code: 'RateLimited',
    retryAfterMs: 600_000,
  },
  'a reset that has passed is a minute': {
    thrown: refusal(429, 'slow down', { 'x-ratelimit-remaining': 0, 'x-ratelimit-reset': 900 }),
    code: 'RateLimited',
    retryAfterMs: 60_000,
  },
  'a 429 without a word is a minute': { thrown: refusal(429, ''), code: 'RateLimited', retryAfterMs: 60_000 },
  'a 404 with no budget left is still not found': {
    thrown: refusal(404, 'Not Found', { 'x-ratelimit-remaining': '0' }),
    code: 'NotFound',
  },
};
for (const [sentence, { thrown, code, retryAfterMs, says = /./ }] of Object.entries(cases)) {
  test(sentence, () => {
    const error = toGitHubError(ROUTE, thrown, NOW);
    assert.equal(error.code, code);
    assert.equal(error.retryAfterMs, retryAfterMs);
    assert.match(error.message, says);
    assert.ok(error.message.startsWith(`${ROUTE}: `));
  });
}

test('a missing permission is named, with what to do', () => {
  const thrown = refusal(403, 'Resource not accessible', { 'x-accepted-github-permissions': 'deployments=write' });
  assert.match(toGitHubError(ROUTE, thrown, NOW).next ?? '', /deployments=write/);
});

test('the details of a refusal are in the message', () => {
  const data = { message: 'Validation Failed', errors: [{ field: 'description', code: 'too_long' }, 'and more'] };
  const thrown = Object.assign(new Error(), { status: 422, response: { status: 422, headers: {}, data } });
  assert.match(toGitHubError(ROUTE, thrown, NOW).message, /Validation Failed; .*too_long.*; and more/);
});

test('no token and no request gets into an error', () => {
  const request = { headers: { authorization: `token ${token}` }, body: 'private' };
  const thrown = [
    Object.assign(refusal(422, `bad ${token}`), { request }),
    Object.assign(new Error(`connect with ${token}`), { request }),
    Object.assign(refusal(500, ''), { request, response: { status: 500, headers: {}, data: `<p>${token}` } }),
  ];
  for (const one of thrown) {
    const error = toGitHubError(ROUTE, one, NOW);
    const everything = JSON.stringify([error.message, error.next, error.cause, error, error.stack]);
    assert.doesNotMatch(everything, new RegExp(`${token}|private`));
  }
});
