import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { RateLimits } from '#emulation/github/rate/rate-limits.ts';
import { judgedRequest } from '#test/contract/judged-request.testing.ts';
import { startOurs } from '#test/contract/our-emulation.testing.ts';
import { createJudge } from './judge.ts';

const judge = createJudge();
const shop = { owner: 'acme', repo: 'shop' };
const REPOSITORY = 'GET /repos/{owner}/{repo}';
const STATUS = 'POST /repos/{owner}/{repo}/statuses/{sha}';
const few = { perHour: 6, pointsPerMinute: 10, contentPerMinute: 1, contentPerHour: 2 };

test('every refusal for asking too often, and a 304, is as GitHub describes it', async () => {
  const { world, request: direct } = startOurs({}, new RateLimits(few));
  const { request, verdict } = judgedRequest(judge, direct);
  const sha = await world.push('cart');
  const tell = () => request(STATUS, { ...shop, sha, state: 'success', context: 'ci' });
  await tell();
  await assert.rejects(tell(), { status: 403, message: /content creation/ });
  const { headers } = await request(REPOSITORY, shop);
  const same = { ...shop, headers: { 'if-none-match': headers['etag'] } };
  assert.equal((await request(REPOSITORY, same)).status, 304);
  const read = () => request('GET /repos/{owner}/{repo}/pulls', shop);
  for (let count = 0; count < 4; count += 1) await read();
  await assert.rejects(read(), { status: 403, message: /API rate limit exceeded for installation ID/ });
  verdict();
});

test('too many points at one endpoint are refused as GitHub describes it', async () => {
  const { request: direct } = startOurs({}, new RateLimits({ ...few, perHour: 100 }));
  const { request, verdict } = judgedRequest(judge, direct);
  for (let count = 0; count < 10; count += 1) await request(REPOSITORY, shop);
  await assert.rejects(request(REPOSITORY, shop), { status: 403, message: /secondary rate limit/ });
  verdict();
});
