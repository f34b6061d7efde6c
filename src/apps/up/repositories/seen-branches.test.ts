import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { memoryState } from './memory-state.testing.ts';
import { createSeenBranches } from './seen-branches.ts';

test('where nothing was seen yet it is undefined, and not "no branches"', async () => {
  const seen = createSeenBranches(memoryState(), 'shop');
  assert.equal(await seen.load(), undefined);
  await seen.save(new Map());
  assert.deepEqual(await seen.load(), new Map());
});

test('what was saved last is what the next run loads', async () => {
  const state = memoryState();
  await createSeenBranches(state, 'shop').save(new Map([['old', 'a']]));
  await createSeenBranches(state, 'shop').save(new Map([['feature/cart', 'b']]));
  assert.deepEqual(await createSeenBranches(state, 'shop').load(), new Map([['feature/cart', 'b']]));
});

test('each repository has its own', async () => {
  const state = memoryState();
  await createSeenBranches(state, 'shop').save(new Map([['cart', 'a']]));
  assert.equal(await createSeenBranches(state, 'api').load(), undefined);
});

test('a branch may have a name that objects have something under', async () => {
  const seen = createSeenBranches(memoryState(), 'shop');
  const heads = new Map(['__proto__', 'constructor', 'toString'].map((name) => [name, 'a']));
  await seen.save(heads);
  assert.deepEqual(await seen.load(), heads);
});

const foreign: Record<string, unknown> = { 'a list of names': ['a'], 'a table': { cart: 'a' }, nothing: null };
for (const [what, content] of Object.entries(foreign)) {
  test(`${what} in its place counts as never seen`, async () =>
    assert.equal(await createSeenBranches(memoryState({ 'branches.shop.json': content }), 'shop').load(), undefined));
}
