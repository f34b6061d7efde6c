import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { admit } from './admit.ts';
import { GITHUB_LIMITS, HOUR_MS, MINUTE_MS } from './limits.ts';
import { current, giveBack, nothingSpent, type RatedRequest, type Spending } from './spending.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const S = 1_000;
const read: RatedRequest = { method: 'GET', endpoint: '/repos/{owner}/{repo}/pulls' };
const otherRead: RatedRequest = { method: 'GET', endpoint: '/repos/{owner}/{repo}' };
const comment: RatedRequest = { method: 'POST', endpoint: '/repos/{owner}/{repo}/issues/{issue_number}/comments' };
const edit: RatedRequest = { method: 'PATCH', endpoint: '/repos/{owner}/{repo}/issues/comments/{comment_id}' };
const token: RatedRequest = { method: 'POST', endpoint: '/app/installations/{installation_id}/access_tokens' };

interface Asked {
  readonly times: number;
  readonly request: RatedRequest;
  /** Milliseconds before now. */
  readonly ago: number;
}

const client = 'installation ID 7';
const ask = (spending: Spending, request: RatedRequest, now: number) =>
  admit(spending, request, { limits: GITHUB_LIMITS, client, now });

function after(history: readonly Asked[]): Spending {
  let spending = nothingSpent;
  for (const { times, request, ago } of history) {
    for (let time = 0; time < times; time += 1) ({ spending } = ask(spending, request, NOW - ago));
  }
  return spending;
}

const hourOf = (request: RatedRequest, times: number): Asked[] =>
  Array.from({ length: 50 }, (_, minute) => ({ times: times / 50, request, ago: (50 - minute) * MINUTE_MS + S }));

const cases: Record<string, { given: readonly Asked[]; asks: RatedRequest; refused?: RegExp; retryAfterS?: number }> = {
  'the first request is answered': { given: [], asks: read },
  'the five-thousandth of an hour is answered': { given: [...hourOf(read, 4_950), again(49, otherRead)], asks: read },
  'the one after it is refused until the reset': {
    given: [...hourOf(read, 4_950), again(50, otherRead)],
    asks: read,
    refused: /API rate limit exceeded for installation ID 7/,
  },
  'nine hundred reads of one endpoint in a minute are answered': { given: [again(899, read)], asks: read },
  'the next is refused until the first of them is a minute ago': {
    given: [again(1, read, 20 * S), again(899, read)],
    asks: read,
    refused: /secondary rate limit/,
    retryAfterS: 40,
  },
  'another endpoint is not concerned': { given: [again(900, read)], asks: otherRead },
  'a minute later it is answered': { given: [again(900, read, MINUTE_MS)], asks: read },
  'an edit costs five points': { given: [again(180, edit)], asks: edit, refused: /secondary/, retryAfterS: 60 },
  'eighty comments in a minute are answered': { given: [again(79, comment)], asks: comment },
  'the next is refused, and names its time': {
    given: [again(80, comment, 45 * S)],
    asks: comment,
    refused: /blocked from content creation/,
    retryAfterS: 15,
  },
  'it holds for content of every kind together': {
    given: [again(80, comment)],
    asks: { method: 'POST', endpoint: '/repos/{owner}/{repo}/statuses/{sha}' },
    refused: /content creation/,
  },
  'an edit creates no content, nor does a token': { given: [again(80, comment), again(1, edit)], asks: token },
  'five hundred comments in an hour are the most': {
    given: hourOf(comment, 500),
    asks: comment,
    refused: /content creation/,
    retryAfterS: 9 * 60 + 59,
  },
  'reads go on meanwhile': { given: hourOf(comment, 500), asks: read },
};

function again(times: number, request: RatedRequest, ago = 0): Asked {
  return { times, request, ago };
}

for (const [sentence, { given, asks, refused, retryAfterS }] of Object.entries(cases)) {
  test(sentence, () => {
    const { refusal } = ask(after(given), asks, NOW);
    assert.equal(refusal?.status, refused && 403);
    if (refused) assert.match(refusal?.words ?? '', refused);
    if (retryAfterS !== undefined) assert.equal(refusal?.headers['retry-after'], String(retryAfterS));
  });
}

test('a refused request costs nothing', () => {
  const full = after([again(80, comment)]);
  const { spending } = ask(full, comment, NOW);
  assert.deepEqual(spending, current(full, NOW));
});

test('the hour begins with the first request and is full again at its end', () => {
  const { resetAt } = after([again(3, read, 10 * S)]);
  assert.equal(resetAt, NOW - 10 * S + HOUR_MS);
  const later = ask(after([again(3, read, HOUR_MS)]), read, NOW).spending;
  assert.deepEqual([later.used, later.resetAt], [1, NOW + HOUR_MS]);
});

test('an answer of 304 gives its request back', () => {
  assert.equal(giveBack(after([again(3, read)])).used, 2);
});
