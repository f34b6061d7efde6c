import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { cannedRequest } from './canned.testing.ts';
import { conditionalRequest } from './conditional-request.ts';

const READ = 'GET /repos/{owner}/{repo}';
const first = { data: { name: 'shop' }, headers: { etag: 'W/"1"', link: '<x>; rel="next"' } };
const unchanged = { status: 304, headers: { 'x-ratelimit-remaining': '7' } };
const named = (asked: readonly { readonly parameters: Record<string, unknown> }[]) =>
  asked.map(({ parameters }) => parameters['headers']);

test('what did not change is given again, with the headers of both answers', async () => {
  const { request, asked } = cannedRequest({ [READ]: [first, unchanged] });
  const conditional = conditionalRequest(request);
  await conditional(READ, { owner: 'a' });
  const again = await conditional(READ, { owner: 'a' });
  assert.deepEqual(again, { status: 200, data: first.data, headers: { ...first.headers, ...unchanged.headers } });
  assert.deepEqual(named(asked), [undefined, { 'if-none-match': 'W/"1"' }]);
});

test('what changed is the new answer, which is named from then on', async () => {
  const second = { data: { name: 'store' }, headers: { etag: 'W/"2"' } };
  const { request, asked } = cannedRequest({ [READ]: [first, second, unchanged] });
  const conditional = conditionalRequest(request);
  await conditional(READ);
  assert.equal((await conditional(READ)).data, second.data);
  assert.equal((await conditional(READ)).data, second.data);
  assert.deepEqual(named(asked).at(-1), { 'if-none-match': 'W/"2"' });
});

test('other parameters are another question, and an answer without an ETag is not remembered', async () => {
  const { request, asked } = cannedRequest({ [READ]: [first, { data: 1 }, unchanged] });
  const conditional = conditionalRequest(request);
  await conditional(READ, { owner: 'a' });
  await conditional(READ, { owner: 'b' });
  await conditional(READ, { owner: 'b' });
  assert.deepEqual(named(asked), [undefined, undefined, undefined]);
});

test('a read that fails leaves nothing behind, and the next one asks for the whole', async () => {
  const { request, asked } = cannedRequest({ [READ]: [first, new Error('gone'), first] });
  const conditional = conditionalRequest(request);
  await conditional(READ);
  await assert.rejects(conditional(READ));
  await conditional(READ);
  assert.deepEqual(named(asked), [undefined, { 'if-none-match': 'W/"1"' }, undefined]);
});

test('what was not asked for longest is forgotten when there is no room', async () => {
  const { request, asked } = cannedRequest({ [READ]: [first, first, unchanged, first, first] });
  const size = JSON.stringify([READ, { owner: 'a' }]).length + JSON.stringify(first.data).length;
  const conditional = conditionalRequest(request, 2 * size);
  for (const owner of ['a', 'b', 'a', 'c', 'b']) await conditional(READ, { owner });
  assert.deepEqual(
    named(asked).map((one) => one !== undefined),
    [false, false, true, false, false],
  );
});

test('a write is as it was given', async () => {
  const WRITE = 'POST /repos/{owner}/{repo}/statuses/{sha}';
  const { request, asked } = cannedRequest({ [WRITE]: first });
  const conditional = conditionalRequest(request);
  for (let count = 0; count < 2; count += 1) await conditional(WRITE, { state: 'success' });
  assert.deepEqual(asked[1]?.parameters, { state: 'success' });
});
