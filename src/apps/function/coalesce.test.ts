import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { coalesce } from './coalesce.ts';
import { settle } from '#ports/manual-timers.testing.ts';

/** Runs that a test ends one by one. */
function controlled() {
  const started: { readonly key: string; readonly end: () => void; readonly fail: () => void }[] = [];
  const run = (key: string): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    started.push({ key, end: resolve, fail: () => reject(new Error(`${key} failed`)) });
    return promise;
  };
  return { started, ask: coalesce((key: string) => key, run) };
}

test('the first that asks starts a run', async () => {
  const { started, ask } = controlled();
  const asked = ask('a');
  started[0]?.end();
  await asked;
  assert.equal(started.length, 1);
});

test('what follows is done by what the last of them said', async () => {
  const { promise: first, resolve: end } = Promise.withResolvers<void>();
  const runs: string[] = [];
  const run = async (item: string): Promise<void> => (runs.push(item), runs.length === 1 ? first : undefined);
  const ask = coalesce(() => 'a', run);
  const all = ['one', 'two', 'three'].map((item) => ask(item));
  end();
  await Promise.all(all);
  assert.deepEqual(runs, ['one', 'three']);
});

test('however many ask during a run, they share one following run', async () => {
  const { started, ask } = controlled();
  const first = ask('a');
  const later = Array.from({ length: 1000 }, () => ask('a'));
  assert.equal(started.length, 1);

  started[0]?.end();
  await first;
  await settle();
  assert.equal(started.length, 2, 'one following run');

  started[1]?.end();
  await Promise.all(later);
  await settle();
  assert.equal(started.length, 2, 'and no other');
});

test('nobody is answered by a run that began before they asked', async () => {
  const { started, ask } = controlled();
  void ask('a');
  let answered = false;
  void ask('a').then(() => (answered = true));
  started[0]?.end();
  await settle();
  assert.equal(answered, false);

  void ask('a').then(() => (answered = true));
  started[1]?.end();
  await settle();
  assert.equal(answered, true);
  assert.equal(started.length, 3, 'who came during the second run gets a third');
});

test('different keys do not wait for each other', () => {
  const { started, ask } = controlled();
  void ask('a');
  void ask('b');
  assert.deepEqual(
    started.map(({ key }) => key),
    ['a', 'b'],
  );
});

test('a failed run fails those whom it answers, and the following run goes on', async () => {
  const { started, ask } = controlled();
  const first = ask('a');
  const second = ask('a');
  started[0]?.fail();
  await assert.rejects(first, /a failed/);
  await settle();
  started[1]?.end();
  await second;
});

test('a key that rests is forgotten, and starts anew', async () => {
  const { started, ask } = controlled();
  for (const expected of [1, 2, 3]) {
    const asked = ask('a');
    assert.equal(started.length, expected);
    started.at(-1)?.end();
    await asked;
    await settle();
  }
});

test('a run that throws at once is a failed run', async () => {
  const ask = coalesce(
    (key: string) => key,
    () => {
      throw new Error('at once');
    },
  );
  await assert.rejects(ask('a'), /at once/);
  await settle();
  await assert.rejects(ask('a'), /at once/);
});
