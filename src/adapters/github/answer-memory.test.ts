import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { z } from 'zod';
import { AnswerMemory } from './answer-memory.ts';
import { createAsk } from './ask.ts';
import { cannedRequest, type Canned } from './canned.testing.ts';

const READ = 'GET /repos/{owner}/{repo}';
const WRITE = 'POST /repos/{owner}/{repo}/statuses/{sha}';
const schema = z.object({ name: z.string() });
const answer = (name: string, etag?: string): Canned => ({
  data: { name, html_url: `https://github.com/acme/${name}` },
  headers: { ...(etag && { etag }), link: `<${name}>; rel="next"` },
});
const [shop, store] = [answer('shop', 'W/"1"'), answer('store', 'W/"2"')];
const unchanged = { status: 304, headers: { 'x-ratelimit-remaining': '7' } };

function asking(answers: readonly Canned[], most?: number) {
  const { request, asked } = cannedRequest({ [READ]: answers, [WRITE]: answers });
  const ask = createAsk(request, { now: () => 0 }, new AnswerMemory(most));
  return { read: (owner = 'a') => ask(READ, { owner }, schema), write: () => ask(WRITE, {}, schema), asked };
}
const named = (asked: readonly { readonly parameters: Record<string, unknown> }[]) =>
  asked.map(({ parameters }) => parameters['headers']);

test('what did not change is given again, with the way to the other pages', async () => {
  const { read, asked } = asking([shop, unchanged]);
  const first = await read();
  assert.deepEqual(await read(), first);
  assert.deepEqual(first, { data: { name: 'shop' }, link: '<shop>; rel="next"' });
  assert.deepEqual(named(asked), [undefined, { 'if-none-match': 'W/"1"' }]);
});

test('what changed is the new answer, which is named from then on', async () => {
  const { read, asked } = asking([shop, store, unchanged]);
  const names = [await read(), await read(), await read()].map(({ data }) => data.name);
  assert.deepEqual(names, ['shop', 'store', 'store']);
  assert.deepEqual(named(asked).at(-1), { 'if-none-match': 'W/"2"' });
});

test('who changes what was given changes nothing that is remembered', async () => {
  const { read } = asking([shop, unchanged]);
  (await read()).data.name = 'mine';
  (await read()).data.name = 'mine';
  assert.equal((await read()).data.name, 'shop');
});

test('other parameters are another question, and an answer without an ETag is not remembered', async () => {
  const { read, asked } = asking([shop, answer('blog'), store]);
  for (const owner of ['a', 'b', 'b']) await read(owner);
  assert.deepEqual(named(asked), [undefined, undefined, undefined]);
});

test('a read that fails, or that gets no turn, takes nothing from the next one', async () => {
  const { read, asked } = asking([shop, new Error('gone'), unchanged]);
  const first = await read();
  await assert.rejects(read());
  assert.deepEqual(await read(), first);
  assert.deepEqual(named(asked).slice(1), [{ 'if-none-match': 'W/"1"' }, { 'if-none-match': 'W/"1"' }]);
});

test('an answer that cannot be read is not remembered', async () => {
  const { read, asked } = asking([{ data: { name: 7 }, headers: { etag: 'W/"1"' } }, shop]);
  await assert.rejects(read(), { code: 'Invalid' });
  await read();
  assert.deepEqual(named(asked), [undefined, undefined]);
});

test('what was not asked for longest is forgotten when there is no room', async () => {
  const size = JSON.stringify([READ, { owner: 'a' }]).length + '{"name":"shop"}'.length + '<shop>; rel="next"'.length;
  const { read, asked } = asking([shop, shop, unchanged, shop, shop], 2 * size);
  for (const owner of ['a', 'b', 'a', 'c', 'b']) await read(owner);
  assert.deepEqual(
    named(asked).map((one) => one !== undefined),
    [false, false, true, false, false],
  );
});

test('a write is as it was given', async () => {
  const { write, asked } = asking([shop]);
  await write();
  await write();
  assert.deepEqual(named(asked), [undefined, undefined]);
});
