import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { refusal } from './canned.testing.ts';
import { newsOf, newsOfThrown } from './limit-news.ts';

const NOW = 1_000_000;
const hour = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '1600' };
const read = { limit: 5_000, remaining: 7, resetAt: 1_600_000 };

test('headers are read as texts and as numbers', () => {
  assert.deepEqual(newsOf(hour), { hour: read });
  assert.deepEqual(newsOf({ ...hour, 'x-ratelimit-remaining': 7 }), { hour: read });
});

test('no headers, half of them, or those of another resource say nothing', () => {
  assert.deepEqual(newsOf({}), {});
  assert.deepEqual(newsOf({ 'x-ratelimit-limit': '5000' }), {});
  assert.deepEqual(newsOf({ ...hour, 'x-ratelimit-resource': 'search' }), {});
});

const refusals: Record<string, { given: unknown; news: object }> = {
  'a secondary limit says for how long': {
    given: refusal(403, 'You have exceeded a secondary rate limit.', { ...hour, 'retry-after': '30' }),
    news: { hour: read, refusedForMs: 30_000 },
  },
  'the primary one by its reset': {
    given: refusal(403, 'API rate limit exceeded', { ...hour, 'x-ratelimit-remaining': '0' }),
    news: { hour: { ...read, remaining: 0 }, refusedForMs: 600_000 },
  },
  'one that names no time says the least': {
    given: refusal(429, 'You have exceeded a secondary rate limit.', hour),
    news: { hour: read, refusedForMs: 60_000, isLeast: true },
  },
  'a permission that is missing is no limit': {
    given: refusal(403, 'Resource not accessible by integration', hour),
    news: { hour: read },
  },
  'no answer says nothing': { given: new Error('socket hang up'), news: {} },
};

for (const [sentence, { given, news }] of Object.entries(refusals)) {
  test(sentence, () => assert.deepEqual(newsOfThrown('GET /x', given, NOW), news));
}
